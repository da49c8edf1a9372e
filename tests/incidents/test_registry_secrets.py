# SPDX-License-Identifier: EUPL-1.2
"""What a registry reader is never shown (RULES): the account, the victim, injury, damage, aftercare, other units.

Compared byte by byte: two dossiers that differ only in what must not be seen give the same answer.
"""

import datetime
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import handling
from incidents.models import Incident, Perpetrator, RegistryLookup, Sanction
from incidents.perpetrators import PersonFacts, change_perpetrator
from incidents.reporting import VictimFacts, contribute
from incidents.sanctioning import lift
from tests.incidents.case import add_evidence, client_of, text_of
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 11, tzinfo=datetime.UTC)
# Everything about a dossier that a reader does not see: where it stands, and a word that stands nowhere else.
SECRETS = (
    "narrative",
    "victim",
    "function",
    "second_victim",
    "physical_injury",
    "mental_injury",
    "damage",
    "aftercare",
    "conclusion",
    "waiting_for",
    "aggressor_name",
    "aggressor_description",
    "behaviour",
    "norm",
    "heard_note",
    "deviation_reason",
    "basic_services",
    "end_reason",
    "police_number",
    "police_note",
    "contribution",
    "prevention",
    "caption",
    "reporter",
    "unit",
    "other_unit",
    "other_persons_measure",
    "other_person",
)
# What a reader does see.
SHOWN = (
    "Wim Zwartewater",
    "Grote rode bril",
    "Balie in het zwembad",
    "Bedreiging",
    "Bob",
    "Alleen met twee mensen ontvangen.",
    "Toegangsverbod (pandverbod)",
    "Niet in het stadhuis.",
    "Mondelinge waarschuwing",
    "21 november 2026",
)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def word(name: str) -> str:
    """A word that stands for one secret, and nowhere else."""
    return f"Kanarie{name.title().replace('_', '')}"


def filled(world: World) -> Dossier:
    """A dossier with a canary in every field that a reader must not see."""
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    dossier = Dossier(world, severity=3, occurred_at=NOW - datetime.timedelta(days=1))
    bob, incident = dossier.bob, dossier.incident
    dossier.alice.name = word("reporter")
    dossier.alice.save()
    world.own.name, world.sibling.name = word("unit"), word("other_unit")
    world.own.save()
    world.sibling.save()
    facts = {name: word(name) for name in ("narrative", "aggressor_name", "aggressor_description")}
    handling.take_up(bob, incident)
    handling.establish_facts(bob, incident, facts | {"place": "Balie in het zwembad"}, ["verbal", "threat"])
    _harm(dossier)
    described = PersonFacts("Wim Zwartewater", "Grote rode bril", datetime.date(1980, 3, 12))
    change_perpetrator(bob, incident, dossier.wim.perpetrator, described)
    other = dossier.name(incident, word("other_person"))
    for text, towards in (
        ("Alleen met twee mensen ontvangen.", dossier.wim),
        (word("other_persons_measure"), other),
    ):
        measure = handling.take_measure(
            bob, incident, "perpetrator", text, timezone.localdate(), uuid.uuid4()
        )
        measure.involvement = towards
        measure.save()
    grounds = {name: word(name) for name in ("behaviour", "norm", "heard_note", "deviation_reason")}
    warning = dossier.impose("oral_warning", **grounds, heard="declined")
    Sanction.objects.filter(pk=warning.pk).update(letter_sent_at=NOW)
    ban = {"conditions": "Niet in het stadhuis.", "basic_services": word("basic_services")}
    dossier.impose("premises_ban", **grounds, **ban, heard="declined")
    lift(bob, dossier.impose("contact_ban", **grounds, **ban, heard="declined"), word("end_reason"))
    handling.wait(bob, incident, word("waiting_for"))
    incident.refresh_from_db()
    incident.conclusion = word("conclusion")
    incident.save()
    return dossier


def _harm(dossier: Dossier) -> None:
    """Victims, injury, damage, aftercare, the police, prevention, evidence."""
    bob, incident, world = dossier.bob, dossier.incident, dossier.world
    victim = incident.victims.get()
    victim.name, victim.function = word("victim"), word("function")
    victim.physical_injury, victim.mental_injury = word("physical_injury"), word("mental_injury")
    victim.injury_level = "hospital"
    victim.save()
    handling.add_another_victim(bob, incident, VictimFacts(unit=world.sibling, name=word("second_victim")))
    token = uuid.uuid4
    handling.schedule_aftercare(bob, victim, "extra", token(), done_at=NOW, note_text=word("aftercare"))
    damage = {"owner": "municipality", "description": word("damage"), "amount": 10, "recovered": None}
    handling.record_damage(bob, incident, token(), damage)
    police = {"state": "made", "made_on": NOW.date(), "under_number": False, "by_employer": True}
    police |= {"number": word("police_number"), "note": word("police_note")}
    handling.record_police_report(bob, incident, police)
    handling.take_measure(bob, incident, "prevention", word("prevention"), NOW.date(), token())
    add_evidence(bob, incident, caption=word("caption"))
    contribute(incident, dossier.alice, "addition", word("contribution"), token())


def look_up(dossier: Dossier, client: Client, **typed: Any) -> list[str]:
    """Every page about Wim that Rita comes to: the answer, the list again, and his own page."""
    answer = client.post("/register/", {"name": "Zwartewater", "purpose": "visit"} | typed)
    lookup = RegistryLookup.objects.filter(reader=dossier.rita).latest("at")
    address = f"/register/{lookup.pk}/"
    pages = [answer, client.get(address), client.get(f"{address}{dossier.wim.perpetrator_id}/")]
    return [text_of(page) for page in pages]


def masked(page: str) -> str:
    """Without what is new in every answer: the token of forms, the nonce, ids."""
    page = re.sub(r'(X-CSRFToken": "|name="csrfmiddlewaretoken" value=")[^"]*', r"\1…", page)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", page)


def rows_of(dossier: Dossier) -> list[models.Model]:
    """Every row in which a secret stands."""
    incident, world = dossier.incident, dossier.world
    incident.refresh_from_db()
    rows: list[models.Model] = [incident, world.own, world.sibling, dossier.alice]
    for relation in Incident._meta.related_objects:
        model: Any = relation.related_model
        rows += model.objects.filter(**{relation.field.name: incident})
    return rows + list(Perpetrator.objects.exclude(pk=dossier.wim.perpetrator_id))


def stored(dossier: Dossier) -> set[str]:
    """The secrets that are stored, read from the rows themselves."""
    values = [str(getattr(row, f.attname)) for row in rows_of(dossier) for f in row._meta.concrete_fields]
    return {name for name in SECRETS if any(word(name) in value for value in values)}


def replaced(dossier: Dossier) -> int:
    """Put something else in every secret field, in how many; and change what has no words."""
    changed = 0
    for row in rows_of(dossier):
        for field in row._meta.concrete_fields:
            value = getattr(row, field.attname)
            if isinstance(value, str) and "Kanarie" in value:
                setattr(
                    row,
                    field.attname,
                    f"Heel iets anders, en langer dan {len(value)} letters: Mus, Mees, Vink.",
                )
                changed += 1
        row.save()
    incident = dossier.incident
    Incident.objects.filter(pk=incident.pk).update(
        severity=4, witness_count=7, channel="home_visit", status="closed", outcome="founded", closed_at=NOW
    )
    incident.victims.update(injury_level="permanent", absent_over_three_days=True)
    incident.damages.update(amount=999, owner="employee")
    incident.policereports.update(state="planned")
    incident.aftercares.update(done_at=None, declined=True)
    incident.sanctions.update(heard="urgent", severity=4, suggested_kind="warning_letter")
    return changed


def test_no_secret_of_the_dossier_is_on_any_page_of_the_reader(world: World) -> None:
    dossier = filled(world)
    # They are there; and the handler, who sees the incident in full, reads them.
    assert stored(dossier) == set(SECRETS)
    seen = text_of(client_of(dossier.bob).get(f"/incidenten/{dossier.incident.pk}/"))
    for name in (
        "narrative",
        "victim",
        "physical_injury",
        "damage",
        "aftercare",
        "contribution",
        "waiting_for",
    ):
        assert word(name) in seen
    pages = look_up(dossier, client_of(dossier.rita))
    for page in (pages[0], pages[2]):
        assert [shown for shown in SHOWN if shown not in page] == []
    for page in pages:
        assert "Wim Zwartewater" in page
        assert "Kanarie" not in page
        assert dossier.incident.reference not in page


def test_two_dossiers_that_differ_in_secrets_only_give_the_same_bytes(world: World) -> None:
    dossier = filled(world)
    client = client_of(dossier.rita)
    before = [masked(page) for page in look_up(dossier, client)]
    assert replaced(dossier) >= len(SECRETS)
    assert stored(dossier) == set()
    assert [masked(page) for page in look_up(dossier, client)] == before


def test_what_a_reader_may_see_does_change_the_page(world: World) -> None:
    """The comparison above would notice: a place that is put right is another page."""
    dossier = filled(world)
    client = client_of(dossier.rita)
    before = [masked(page) for page in look_up(dossier, client)]
    dossier.incident.refresh_from_db()
    dossier.incident.place = "Parkeerterrein"
    dossier.incident.save()
    after = [masked(page) for page in look_up(dossier, client)]
    assert (after[0] == before[0], after[2] == before[2]) == (False, False)


def test_of_an_incident_only_the_columns_of_the_rules_are_read(world: World) -> None:
    """The account is not even fetched: no later change of a template can show it."""
    dossier = filled(world)
    client = client_of(dossier.rita)
    with CaptureQueriesContext(connection) as captured:
        look_up(dossier, client)
    read = " ".join(query["sql"].split(" FROM ")[0] for query in captured.captured_queries)
    assert '"incidents_incident"."place"' in read
    assert '"incidents_sanction"."conditions"' in read
    for column in ("narrative", "aggressor_name", "as_reported", "conclusion", "waiting_for", "severity"):
        assert f'"incidents_incident"."{column}"' not in read
    for column in ("behaviour", "norm", "heard_note", "deviation_reason", "basic_services", "end_reason"):
        assert f'"incidents_sanction"."{column}"' not in read
    for table in ("victim", "damage", "aftercare", "policereport", "contribution", "evidence", "sight"):
        assert f'"incidents_{table}"' not in read
