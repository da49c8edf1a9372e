# SPDX-License-Identifier: EUPL-1.2
from django.urls import path

from .views import home, reporting, reporting_follow

urlpatterns = [
    path("", home.home, name="home"),
    path("melden/", reporting.report, name="report"),
    path("melden/bewaren/", reporting.report_autosave, name="report_autosave"),
    path("melden/concept/<uuid:draft_id>/", reporting.report_draft, name="report_draft"),
    path(
        "melden/concept/<uuid:draft_id>/weggooien/", reporting.report_draft_delete, name="report_draft_delete"
    ),
    path("mijn-meldingen/", reporting_follow.my_reports, name="my_reports"),
    path("mijn-meldingen/<uuid:incident_id>/", reporting_follow.my_report, name="my_report"),
    path(
        "mijn-meldingen/<uuid:incident_id>/bewaren/",
        reporting_follow.my_report_autosave,
        name="my_report_autosave",
    ),
    path("mijn-meldingen/<uuid:incident_id>/verstuurd/", reporting.report_sent, name="report_sent"),
]
