# SPDX-License-Identifier: EUPL-1.2
"""The pages about who was aggressive, for handlers and supervisors."""

from django.urls import include, path

from .views import perpetrator, perpetrators

at_the_incident = [
    path("", perpetrators.name, name="incident_perpetrator"),
    path("<uuid:involvement_id>/", perpetrators.change, name="incident_change_perpetrator"),
    path("<uuid:involvement_id>/loskoppelen/", perpetrators.unlink, name="incident_unlink_perpetrator"),
]
of_a_person = [
    path("", perpetrator.perpetrator, name="perpetrator"),
    path("bsn/", perpetrator.reveal, name="perpetrator_bsn"),
    path("samenvoegen/", perpetrator.join, name="perpetrator_join"),
]

urlpatterns = [
    path("incidenten/<uuid:incident_id>/dader/", include(at_the_incident)),
    path("daders/<uuid:perpetrator_id>/", include(of_a_person)),
]
