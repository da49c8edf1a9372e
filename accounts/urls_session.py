# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, re_path

from .views import employee_notice, look, own_account, session

urlpatterns = [
    path("voor-medewerkers/", employee_notice.employee_notice, name="employee_notice"),
    path("huisregels/", look.house_rules, name="house_rules"),
    re_path(
        r"^huisstijl/(?P<main>[0-9a-f]{6})-(?P<accent>[0-9a-f]{6}|geen)-(?P<digest>[0-9a-f]{16})\.css$",
        look.own_colours,
        name="own_colours",
    ),
    re_path(r"^huisstijl/(?P<digest>[0-9a-f]{64})\.png$", look.logo, name="logo"),
    path("taal/", session.set_language, name="set_language"),
    path("mijn-account/", own_account.own_account, name="own_account"),
    path("mijn-account/ingelogd/", own_account.own_sessions, name="own_sessions"),
    path("mijn-account/ingelogd/uitloggen/", own_account.end_sessions, name="end_sessions"),
    path("sessie/actief/", session.stay_signed_in, name="stay_signed_in"),
]
