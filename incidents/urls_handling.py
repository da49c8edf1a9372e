# SPDX-License-Identifier: EUPL-1.2
"""The page of an incident and its small forms, for handlers and supervisors."""

from django.urls import include, path

from .models import Measure
from .views import evidence, handling, handling_facts, handling_people, handling_records, supervising

case = [
    path("", handling.incident, name="incident"),
    path("in-behandeling/", handling.take_up, name="incident_take_up"),
    path("wachten/", handling.wait, name="incident_wait"),
    path("verder/", handling.resume, name="incident_resume"),
    path("sluiten/", handling.close, name="incident_close"),
    path("heropenen/", handling.reopen, name="incident_reopen"),
    path("samenvoegen/<uuid:other_id>/", handling.join, name="incident_join"),
    path("feiten/", handling_facts.facts, name="incident_facts"),
    path("datum/", handling_facts.date, name="incident_date"),
    path("datum/intrekken/", handling_facts.withdraw_date, name="incident_date_withdraw"),
    path("datum/beslissen/", handling_facts.decide_date, name="incident_date_consent"),
    path("aanvullingen/<uuid:contribution_id>/gelezen/", handling_facts.seen, name="incident_seen"),
    path("slachtoffers/nieuw/", handling_people.add_victim, name="incident_add_victim"),
    path("slachtoffers/<uuid:victim_id>/", handling_people.victim, name="incident_victim"),
    path("slachtoffers/<uuid:victim_id>/doorgenomen/", handling_people.confirm, name="incident_confirm"),
    path(
        "slachtoffers/<uuid:victim_id>/verwijderen/",
        handling_people.remove_victim,
        name="incident_remove_victim",
    ),
    path("slachtoffers/<uuid:victim_id>/contact/", handling_people.add_contact, name="incident_add_contact"),
    path("nazorg/<uuid:contact_id>/", handling_people.contact, name="incident_contact"),
    path("arbeidsinspectie/", handling_people.inspectorate, name="incident_inspectorate"),
    path(
        "maatregelen/dader/nieuw/",
        handling_records.add_measure,
        {"kind": Measure.Kind.PERPETRATOR.value},
        name="incident_add_measure",
    ),
    path(
        "maatregelen/preventie/nieuw/",
        handling_records.add_measure,
        {"kind": Measure.Kind.PREVENTION.value},
        name="incident_add_prevention",
    ),
    path("maatregelen/<uuid:measure_id>/", handling_records.measure, name="incident_measure"),
    path("aangifte/", handling_records.police, name="incident_police"),
    path("schade/nieuw/", handling_records.damage, name="incident_add_damage"),
    path("schade/<uuid:damage_id>/", handling_records.damage, name="incident_damage"),
    path("bewijs/nieuw/", evidence.add, name="incident_add_evidence"),
    path("bewijs/<uuid:evidence_id>/", evidence.download, name="incident_evidence"),
    path("bewijs/<uuid:evidence_id>/verwijderen/", evidence.delete, name="incident_remove_evidence"),
    path("herinneren/", supervising.remind, name="incident_remind"),
    path("toewijzen/", supervising.reassign, name="incident_reassign"),
    path("verplaatsen/", supervising.move, name="incident_move"),
]

urlpatterns = [
    path("incidenten/<uuid:incident_id>/", include(case)),
]
