# SPDX-License-Identifier: EUPL-1.2
"""What somebody was told, and how they want to be told. Everybody's own only."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import inbox
from .choosing import choose
from .digest import AT
from .forms import WaysForm
from .models import OutboxMessage


@login_required
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """The messages of the last thirty days, newest first."""
    asked = request.GET.get("pagina", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 and int(asked) else 1
    lines, more = inbox.page_of(request.user, number)
    address = reverse("messages")
    return render(
        request,
        "notices/messages.html",
        {
            "lines": lines,
            "unread": inbox.unread(request.user),
            "newer": f"{address}?pagina={number - 1}" if number > 1 else "",
            "older": f"{address}?pagina={number + 1}" if more else "",
        },
    )


@login_required
@require_safe
def open_message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """To what the message is about; it is read then."""
    message = _own(request, message_id)
    inbox.mark_read(message)
    return redirect(message.path)


@login_required
@require_safe
def message_file(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """The file that goes along with a message, as it stands now."""
    message = _own(request, message_id)
    attachment = inbox.file_of(message)
    if attachment is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{attachment.name}"'}
    return HttpResponse(attachment.content, content_type=attachment.media_type, headers=headers)


@login_required
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    """Everything counts as read."""
    inbox.mark_all_read(request.user)
    return redirect("messages")


@login_required
@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """How this person wants to hear of what."""
    form = WaysForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        choose(request.user, form.cleaned_data)
        messages.success(request, _("Uw keuzes zijn bewaard."))
        return redirect("messages")
    return render(request, "notices/ways.html", {"form": form, "at": AT})


def _own(request: HttpRequest, message_id: uuid.UUID) -> OutboxMessage:
    message = inbox.in_sight(request.user, message_id)
    if message is None:
        raise Http404
    return message
