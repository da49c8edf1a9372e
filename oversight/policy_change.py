# SPDX-License-Identifier: EUPL-1.2
"""A new version of a municipality's retention policy: what it would do, and making it (R3).

It is in force at once. What runs is shortened in the same transaction, so that nobody sees a thing a minute longer
than the municipality decided; nothing becomes longer.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administering import Administration, Refused, changing
from accounts.models import Municipality, RetentionPolicy, User
from incidents import shortening
from incidents.shortening import Earlier
from retention.policy import needs_works_council
from retention.terms import local_date


class Overtaken(Refused):
    """Another administrator made a version after this one was filled in."""

    message = _(
        "Een andere beheerder heeft de termijnen intussen gewijzigd. Er is niets bewaard. Wat u invulde, staat er nog: "
        "kijk na wat nu geldt, en ga dan opnieuw verder."
    )


class NothingChanges(Refused):
    message = _("Dit is wat al geldt. Er verandert niets.")


class WorksCouncilNeeded(Refused):
    message = _(
        "Een langere termijn heeft de instemming van de ondernemingsraad nodig (WOR, artikel 27). Vul in waar die te "
        "vinden is."
    )


@dataclass(frozen=True)
class Proposal:
    """What an administrator wants to decide. `decided` is by the names of RetentionPolicy's columns; `based_on` the
    number of the version that they saw."""

    decided: dict[str, Any]
    reason: str
    works_council_reference: str
    based_on: int

    def version(self, municipality: Municipality) -> RetentionPolicy:
        """The version that this would make; not saved."""
        return RetentionPolicy(
            municipality=municipality,
            number=self.based_on + 1,
            reason=self.reason,
            works_council_reference=self.works_council_reference,
            **self.decided,
        )


@dataclass(frozen=True)
class Number:
    """How many of each sort go out of view earlier."""

    sanctions: int
    involvements: int
    perpetrators: int


@dataclass(frozen=True)
class Foresight:
    """What a proposal would do, in numbers: an administrator reads no incident.

    `months` are by the first of the (local) month whose last days they would then have; what goes at once is not in
    them.
    """

    in_all: Number
    at_once: Number
    months: list[tuple[datetime.date, Number]]


def foresee(admin: Administration, proposal: Proposal) -> Foresight:
    """What the proposal would do now: it is really done, and taken back. Raises Refused as `make_version` does."""
    municipality = Municipality.objects.get(pk=admin.municipality_id)
    _check(municipality.retention_policy, proposal)
    months = proposal.version(municipality).months
    return _in_numbers(shortening.foresee(municipality.pk, months), timezone.now())


def make_version(actor: User, proposal: Proposal) -> RetentionPolicy:
    """Make the proposal the policy in force, and shorten what runs longer. Harmless to repeat.

    Raises NotAllowed for who does not administer the whole municipality, Refused when another version came between,
    when nothing would change and when the works council's consent is needed, ValidationError for a value outside its
    limits.
    """
    with changing(actor) as admin:
        admin.need_whole()
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        current = municipality.retention_policy
        if _is_made_by(current, actor, proposal):
            return current
        _check(current, proposal)
        version = proposal.version(municipality)
        version.made_by, version.made_at = actor, timezone.now()
        version.full_clean()
        version.save(force_insert=True)
        shortening.shorten_running(municipality.pk, version.months)
        return version


def _check(current: RetentionPolicy, proposal: Proposal) -> None:
    if current.number != proposal.based_on:
        raise Overtaken
    if current.decided == proposal.decided:
        raise NothingChanges
    months = proposal.version(current.municipality).months
    if needs_works_council(current.months, months) and not proposal.works_council_reference:
        raise WorksCouncilNeeded(field="works_council_reference")


def _is_made_by(current: RetentionPolicy, actor: User, proposal: Proposal) -> bool:
    """Whether the version in force is this very proposal: the button was pressed twice."""
    return (
        current.number == proposal.based_on + 1
        and current.made_by_id == actor.pk
        and current.decided == proposal.decided
        and (current.reason, current.works_council_reference)
        == (proposal.reason, proposal.works_council_reference)
    )


def _in_numbers(found: list[Earlier], now: datetime.datetime) -> Foresight:
    later: dict[datetime.date, list[Earlier]] = {}
    for row in found:
        if row.until > now:
            # What goes at the end of a day goes in the month of that day, and not of the next.
            last_day = local_date(row.until - datetime.timedelta(microseconds=1))
            later.setdefault(last_day.replace(day=1), []).append(row)
    return Foresight(
        in_all=_count(found),
        at_once=_count([row for row in found if row.until <= now]),
        months=[(month, _count(rows)) for month, rows in sorted(later.items())],
    )


def _count(rows: list[Earlier]) -> Number:
    per_sort = Counter(row.what for row in rows)
    return Number(
        per_sort["incidents.Sanction"], per_sort["incidents.Involvement"], per_sort["incidents.Perpetrator"]
    )
