# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from . import views

handler400 = "gir.views.bad_request"
handler403 = "gir.views.permission_denied"
handler404 = "gir.views.page_not_found"
handler500 = "gir.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("accounts.urls_sign_in")),
    path("account/tweede-factor/", include("accounts.urls_second_factor")),
    path("beheer/", include("accounts.urls_administration")),
    path("beheer/", include("incidents.urls_administration")),
    path("beheer/", include("recordings.urls_administration")),
    path("", include("notices.urls")),
    path("", include("oversight.urls")),
    path("", include("incidents.urls_reporting")),
    path("", include("incidents.urls_handling")),
    path("", include("incidents.urls_lists")),
    path("", include("incidents.urls_taking_over")),
    path("", include("incidents.urls_perpetrators")),
    path("", include("incidents.urls_sanctions")),
    path("", include("incidents.urls_letters")),
    path("", include("incidents.urls_registry")),
    path("", include("incidents.urls_holds")),
    path("", include("recordings.urls")),
    path("", include("recordings.urls_disclosing")),
    path("", include("accounts.urls_session")),
]

if not settings.PRODUCTION:
    urlpatterns.append(path("stijlgids/", views.styleguide, name="styleguide"))
