# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a municipality show of itself: its colours, its logo, its house rules."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts import colours
from accounts.house_rules import house_rules_of, in_language
from accounts.models import Logo
from accounts.models.municipality import colours_path
from accounts.requests import SignedInRequest


def _kept_for_ever(content: bytes | str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    # Read by NeverCachedMiddleware: the address changes with what is behind it.
    response.is_immutable = True  # type: ignore[attr-defined]
    return response


@require_safe
def own_colours(request: HttpRequest, main: str, accent: str, digest: str) -> HttpResponse:
    """A style sheet with the colours that its address names. It reads no table: nobody learns whose they are, and a
    colour that not everybody can read has no style sheet."""
    chosen = f"#{main}", "" if accent == "geen" else f"#{accent}"
    try:
        sheet = colours.style_sheet(*chosen)
    except ValueError as error:
        raise Http404 from error
    if digest != colours.fingerprint(*chosen):
        # The page was made by another version of the system.
        return redirect(colours_path(*chosen))
    return _kept_for_ever(sheet, "text/css; charset=utf-8")


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The logo with this fingerprint. It is no secret, and can be found by nothing else than its fingerprint."""
    return _kept_for_ever(bytes(get_object_or_404(Logo, digest=digest).png), "image/png")


@login_required
@require_safe
def house_rules(request: SignedInRequest) -> HttpResponse:
    """The house rules of one's own municipality, to read and to print."""
    municipality = request.user.municipality
    rules = house_rules_of(municipality) if municipality else None
    shown = in_language(rules, get_language() or "nl") if rules else None
    return render(request, "accounts/house_rules.html", {"rules": shown})
