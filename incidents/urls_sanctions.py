# SPDX-License-Identifier: EUPL-1.2
"""Sanctions: decided, ended, reviewed, and the calendar of them."""

from django.urls import include, path

from .views import sanctions, sanctions_calendar, sanctions_change

case = [
    path("dader/<uuid:involvement_id>/sanctie/", sanctions.choose, name="sanction_choose"),
    path("dader/<uuid:involvement_id>/sanctie/<slug:kind>/", sanctions.impose, name="sanction_impose"),
    path("sancties/<uuid:sanction_id>/verlengen/", sanctions.prolong, name="sanction_prolong"),
    path("sancties/<uuid:sanction_id>/beslissen/", sanctions_change.decide, name="sanction_decide"),
    path("sancties/<uuid:sanction_id>/intrekken/", sanctions_change.withdraw, name="sanction_withdraw"),
    path("sancties/<uuid:sanction_id>/opheffen/", sanctions_change.lift, name="sanction_lift"),
    path("sancties/<uuid:sanction_id>/ongedaan-maken/", sanctions_change.annul, name="sanction_annul"),
    path("sancties/<uuid:sanction_id>/verkorten/", sanctions_change.shorten, name="sanction_shorten"),
    path("sancties/<uuid:sanction_id>/opnieuw-bekijken/", sanctions_change.review, name="sanction_review"),
]

urlpatterns = [
    path("incidenten/<uuid:incident_id>/", include(case)),
    path("sancties/", sanctions_calendar.calendar, name="sanctions"),
]
