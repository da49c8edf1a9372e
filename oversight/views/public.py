# SPDX-License-Identifier: EUPL-1.2
"""The public page of a municipality: what it registers of people, why, how long, and one's rights (LEI 3.2)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.models import Municipality
from accounts.own_words import speaking
from oversight.public_facts import RIGHTS, facts_of


@require_safe
def public_page(request: HttpRequest, slug: str, language: str = "nl") -> HttpResponse:
    """The same for whoever asks, and nothing of a visitor is read: the language is in the address.

    There is one once the municipality is in use; before that, and for a name that nobody has, the same "not found".
    The frame gets no request, so that no cookie can come of it.
    """
    municipality = Municipality.objects.filter(slug=slug, in_use_since__isnull=False).first()
    context = {"demo": settings.DEMO, "municipality": municipality}
    with translation.override(language), speaking(municipality):
        if municipality is None:
            page = render_to_string("oversight/public/not_found.html", context)
            response = HttpResponse(page, status=404)
        else:
            facts = {"facts": facts_of(municipality), "rights": RIGHTS}
            response = HttpResponse(render_to_string("oversight/public/page.html", context | facts))
            # Read by NeverCachedMiddleware.
            response.is_public = True  # type: ignore[attr-defined]
    response.headers["Content-Language"] = language
    return response
