# SPDX-License-Identifier: EUPL-1.2
"""A municipality comes into use: what must be there first, and the act itself (LEI 3.1, 3.2, 12).

It spans all rooms: who administers, the house rules, the letterhead. Before it nothing of anybody is registered
(accounts.in_use). It is one act of one administrator of the whole; the change log says whose, and when.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administering import Administration, Refused, changing, root_administrators
from accounts.appearance import check_shown
from accounts.house_rules import house_rules_of
from accounts.models import Municipality, OrganisationalUnit, StartOfUse, User
from accounts.policy import today
from incidents.models import Letterhead

FACTS = (
    "employees_told_on",
    "works_council_on",
    "works_council_reference",
    "protocol_adopted_on",
    "terms_checked_on",
)


class NotReady(Refused):
    message = _("Nog niet alles is geregeld. Kijk wat er in de lijst nog ontbreekt.")


class StaysFilled(Refused):
    message = _("De gemeente gebruikt de registratie al. Dit kunt u verbeteren, maar niet leegmaken.")


class InTheFuture(Refused):
    message = _("Deze dag is nog niet geweest.")


@dataclass(frozen=True)
class Condition:
    """Something that must be there first. `url_name` is the page where it is arranged; "" for this one."""

    label: Any
    why: Any
    is_met: bool
    day: datetime.date | None = None
    note: str = ""
    url_name: str = ""


def facts_of(municipality_id: int) -> StartOfUse:
    """What was written down so far; an unsaved row where nothing was."""
    found = StartOfUse.objects.filter(municipality_id=municipality_id).first()
    return found or StartOfUse(municipality_id=municipality_id)


def conditions(municipality: Municipality, root: OrganisationalUnit) -> list[Condition]:
    """All that must be there before the municipality is in use, in the order in which one arranges it."""
    facts = facts_of(municipality.pk)
    rules = house_rules_of(municipality)
    known_on = rules.known_on if rules and rules.known_on and rules.known_on <= today() else None
    return [
        Condition(
            _("Er zijn twee applicatiebeheerders"),
            _("Wie zichzelf rechten geeft, heeft een ander nodig die ermee instemt."),
            len(root_administrators(root)) >= 2,
            url_name="levels",
        ),
        Condition(
            _("Het college heeft het protocol vastgesteld"),
            _("Zonder vastgesteld protocol is er geen grondslag om iets vast te leggen."),
            facts.protocol_adopted_on is not None,
            facts.protocol_adopted_on,
        ),
        Condition(
            _("De ondernemingsraad stemt in"),
            _("Dit systeem legt vast wat medewerkers overkomt (LEI 12; WOR, artikel 27)."),
            facts.works_council_on is not None and bool(facts.works_council_reference),
            facts.works_council_on,
            facts.works_council_reference,
        ),
        Condition(
            _("De medewerkers zijn ingelicht"),
            _("Zij weten vooraf dat er wordt geregistreerd, wat, en waarom (LEI 3.1)."),
            facts.employees_told_on is not None,
            facts.employees_told_on,
        ),
        Condition(
            _("De bewaartermijnen zijn bekeken"),
            _("De gemeente kiest zelf hoe lang een dader zichtbaar blijft, binnen het protocol (LEI 5)."),
            facts.terms_checked_on is not None,
            facts.terms_checked_on,
            url_name="retention_policy",
        ),
        Condition(
            _("De huisregels zijn bekendgemaakt"),
            _("Bezoekers weten vooraf wat wij van hen vragen (LEI 3.2)."),
            known_on is not None,
            known_on,
            url_name="write_house_rules",
        ),
        Condition(
            _("Het briefhoofd is ingevuld"),
            _(
                "Wie geregistreerd wordt, krijgt een brief, en leest op de openbare pagina waar hij terecht kan."
            ),
            Letterhead.objects.filter(municipality=municipality).exists(),
            url_name="letterhead",
        ),
    ]


def write_facts(actor: User, values: dict[str, Any], shown: str) -> StartOfUse:
    """Keep what the administrator wrote down: local dates, and the reference of the works council's letter.

    `shown` is what they had before them (`appearance.shown_of` over FACTS). Raises NotAllowed, ChangedMeanwhile,
    InTheFuture; StaysFilled for what would be emptied while the municipality is in use.
    """
    with changing(actor) as admin:
        admin.need_whole()
        facts = facts_of(admin.municipality_id)
        check_shown(facts, FACTS, shown)
        in_use = Municipality.objects.get(pk=admin.municipality_id).in_use_since is not None
        for name in FACTS:
            if isinstance(values[name], datetime.date) and values[name] > today():
                raise InTheFuture(field=name)
            if in_use and getattr(facts, name) and not values[name]:
                raise StaysFilled(field=name)
            setattr(facts, name, values[name])
        facts.save()
        return facts


def take_into_use(actor: User) -> Municipality:
    """From now on incidents are registered here, and the public page is there. Twice is once: the first moment stays.

    Raises NotAllowed, and NotReady as long as something is missing.
    """
    with changing(actor) as admin:
        admin.need_whole()
        municipality = Municipality.objects.get(pk=admin.municipality_id)
        if municipality.in_use_since is not None:
            return municipality
        if not all(condition.is_met for condition in conditions_for(admin)):
            raise NotReady
        municipality.in_use_since = timezone.now()
        municipality.save(update_fields=["in_use_since"])
        return municipality


def conditions_for(admin: Administration) -> list[Condition]:
    """The conditions of the administrator's own municipality."""
    return conditions(Municipality.objects.get(pk=admin.municipality_id), admin.root)
