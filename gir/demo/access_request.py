# SPDX-License-Identifier: EUPL-1.2
"""Somebody of the demo asks what is held about them: the identity is checked, the person is found, and the package waits
for the coordinator to read it."""

import datetime

from django.db.models import Count, Q

from incidents.models import Incident, Perpetrator
from oversight.models import DataSubjectRequest, RequestSubject
from retention.holds import place_hold
from retention.models import Request
from retention.terms import local_date

from .organisation import Settled

RECEIVED_DAYS_AGO = 6


def ask_for_access(settled: Settled, now: datetime.datetime) -> None:
    """One request of a perpetrator with several incidents, none of them the coordinator's own or reported by them."""
    coordinator, municipality = settled.user(settled.role("coordinator")), settled.municipality
    own = Incident.objects.filter(Q(victims__user=coordinator) | Q(reporter=coordinator))
    named = Perpetrator.objects.filter(municipality=municipality).exclude(involvements__incident__in=own)
    counted = named.annotate(incidents=Count("involvements")).order_by("-incidents", "created_at", "pk")
    person = next((row for row in counted if row.name), None)
    if person is None:
        return
    received_on = local_date(now) - datetime.timedelta(days=RECEIVED_DAYS_AGO)
    known = DataSubjectRequest.objects.filter(municipality=municipality, year=received_on.year)
    request = DataSubjectRequest.objects.create(
        municipality=municipality,
        number=known.count() + 1,
        year=received_on.year,
        kind=Request.ACCESS,
        received_on=received_on,
        registered_by=coordinator,
        registered_at=now - datetime.timedelta(days=RECEIVED_DAYS_AGO),
        name=person.name,
        asked="Ik wil weten wat de gemeente over mij heeft opgeschreven, en wie dat heeft gelezen.",
        identity_check="Aan de balie, met een geldig paspoort.",
        identity_checked_at=now - datetime.timedelta(days=RECEIVED_DAYS_AGO - 1),
        identity_checked_by=coordinator,
    )
    RequestSubject.objects.create(
        request=request,
        hold=place_hold(coordinator, person, request.kind, received_on),
        what=person._meta.label,
        object_id=str(person.pk),
        capacity=RequestSubject.Capacity.PERPETRATOR,
        confirmed_by=coordinator,
        confirmed_at=now - datetime.timedelta(days=RECEIVED_DAYS_AGO - 1),
    )
