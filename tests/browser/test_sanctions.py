# SPDX-License-Identifier: EUPL-1.2
"""Sanctions before a real browser: a warning by keyboard alone, a ban that a supervisor allows, and its end."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from incidents import handling, sanctioning
from incidents.models import Incident, Involvement, Sanction
from incidents.perpetrators import PersonFacts, name_perpetrator
from retention.terms import local_date
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.incidents.sanctioned import Dossier
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.critical]
BEHAVIOUR = "Riep op 3 maart aan de balie: 'Ik weet waar je woont en ik wacht je op.'"


def case_of(town: World) -> tuple[Any, Incident, Involvement]:
    """A serious incident that Bob took up, with its facts and who it was."""
    alice = town.person("Alice de Wit", None, "reporter")
    bob = town.person("Bob Smit", None, "handler")
    incident = town.incident(alice, severity=3, aggressor_name="Karel Kras")
    handling.take_up(bob, incident)
    handling.establish_facts(bob, incident, {}, ["verbal", "threat"])
    facts = PersonFacts(name="Karel Kras", description="Lang, grijs haar, loopt met een stok.")
    return bob, incident, name_perpetrator(bob, incident, facts, uuid.uuid4())


class Keys:
    """Somebody who uses the keyboard alone: tabs to what they mean, and presses Enter or Space there."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def to(self, words: str) -> "Keys":
        """Tab on until the focus is on what is called so."""
        for _ in range(150):
            self.page.keyboard.press("Tab")
            label = self.page.evaluate(
                "() => { const a = document.activeElement; return [a.innerText, a.value,"
                " ...[...(a.labels || [])].map(l => l.innerText)].filter(Boolean).join(' ') }"
            )
            if words in label:
                return self
        raise AssertionError(f"The keyboard does not reach {words!r}.")

    def write(self, text: str) -> "Keys":
        self.page.keyboard.type(text)
        return self

    def press(self, key: str) -> "Keys":
        self.page.keyboard.press(key)
        return self

    def enter(self, picture: str = "") -> "Keys":
        """Press Enter on what leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.visitor.look(picture)
        return self


def test_a_warning_by_keyboard_alone(town: World, visitor) -> None:
    bob, incident, _involvement = case_of(town)
    desk = visitor(DESK).sign_in(bob.email).goto(f"/incidenten/{incident.pk}/")
    keys = Keys(desk)
    keys.to("Sanctie opleggen").enter("sanction-choose")
    # The suggestion is chosen already: an order talk. The radio group is one stop; Enter would send the form.
    keys.to("Ordegesprek").to("Verder").enter("sanction-order-talk")
    keys.to("Wat deed of zei deze persoon").write(BEHAVIOUR)
    keys.to("Welke grens is overschreden").write("Wij bedreigen elkaar niet.")
    # Without saying whether he was heard: the page says why an ombudsman would ask.
    keys.to("Leg de sanctie op").enter("sanction-errors")
    assert desk.page.get_by_text("Kies of deze persoon zijn kant heeft kunnen vertellen").first.is_visible()
    assert desk.page.get_by_label("Wat deed of zei deze persoon").input_value() == BEHAVIOUR
    keys.to("Ja, gehoord").press("Space")
    keys.to("Leg de sanctie op").enter("sanction-imposed")
    sanction = Sanction.objects.get()
    assert (sanction.kind, sanction.behaviour, sanction.is_imposed) == ("order_talk", BEHAVIOUR, True)
    assert desk.page.get_by_text("18 maanden na").first.is_visible()
    assert desk.page.get_by_text("Verstuur de brief binnen 24 uur").first.is_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_ban_that_a_supervisor_allows_and_its_end(town: World, visitor, size: dict[str, int]) -> None:
    began = timezone.now()
    bob, incident, _involvement = case_of(town)
    sonja = town.person("Sonja Bos", town.parent, "supervisor")
    name = f"-{size['width']}"
    handler = visitor(size).sign_in(bob.email).goto(f"/incidenten/{incident.pk}/")
    page = handler.page
    handler.follow(page.get_by_role("link", name="Sanctie opleggen").first, "sanction-choose" + name)
    page.get_by_label("Toegangsverbod (pandverbod)").check()
    handler.follow(page.get_by_role("button", name="Verder"), "sanction-ban" + name)
    page.get_by_label("Wat deed of zei deze persoon").fill(BEHAVIOUR)
    page.get_by_label("Welke grens is overschreden").fill("Wij bedreigen elkaar niet.")
    page.get_by_label("Nee, het moest meteen").check()
    page.get_by_label("Wat was de reactie").fill("Hij stond die middag weer voor de deur.")
    page.get_by_label("Waarom wijkt u af").fill("Met een gesprek is de balie morgen niet veilig.")
    page.get_by_role("button", name="Over 8 weken").click()
    page.get_by_label("Wat geldt er precies").fill(
        "Het stadhuis. Komt hij toch: niet aanspreken, bel de beveiliging."
    )
    # How he still reaches the municipality is forgotten: a ban that closes everything is refused.
    handler.follow(page.get_by_role("button", name="Stel de sanctie voor"), "sanction-ban-refused" + name)
    assert page.get_by_text("keuren ombudsmannen af").first.is_visible()
    page.get_by_label("Hoe kan deze persoon nog").fill("Schriftelijk, en op afspraak met beveiliging.")
    handler.follow(page.get_by_role("button", name="Stel de sanctie voor"), "sanction-proposed" + name)
    proposal = Sanction.objects.get()
    assert proposal.state == Sanction.State.PROPOSED
    # The page counts from its own day, which may have ended since.
    eight_weeks = {local_date(moment) + datetime.timedelta(days=56) for moment in (began, timezone.now())}
    assert proposal.planned_end in eight_weeks

    watcher = visitor(size).sign_in(sonja.email).goto(f"/incidenten/{incident.pk}/")
    watcher.follow(
        watcher.page.get_by_role("link", name="Bekijk het voorstel").first, "sanction-decide" + name
    )
    watcher.page.get_by_label("Ja, ik sta het toe").check()
    watcher.follow(
        watcher.page.get_by_role("button", name="Leg uw beslissing vast"), "sanction-allowed" + name
    )
    proposal.refresh_from_db()
    assert proposal.is_running

    handler.goto("/sancties/").look("sanction-calendar" + name)
    assert page.get_by_text("Brief versturen").first.is_visible()
    handler.follow(page.get_by_role("link", name=incident.reference).first)
    handler.follow(page.get_by_role("link", name="Brief is verstuurd").first, "sanction-letter" + name)
    handler.follow(page.get_by_role("button", name="Leg vast"), "sanction-running" + name)
    handler.follow(page.get_by_role("link", name="Hef op").first, "sanction-lift" + name)
    page.get_by_label("Waarom wordt dit opgeheven?").fill(
        "Gesprek met zijn begeleider; hij belt voortaan eerst."
    )
    handler.follow(page.get_by_role("button", name="Hef de sanctie op"), "sanction-lifted" + name)
    proposal.refresh_from_db()
    assert proposal.lifted_on == local_date(timezone.now())
    assert not proposal.is_running


def test_the_pages_of_what_runs(town: World, visitor) -> None:
    """A calendar with something of everything, and the small forms about a sanction, on a phone."""
    town.waterrijk.bans_need_supervisor = False
    town.waterrijk.save()
    dossier = Dossier(town, severity=3)
    today = local_date(timezone.now())
    late, day = dossier.impose("order_talk"), datetime.timedelta(days=1)
    Sanction.objects.filter(pk=late.pk).update(imposed_at=timezone.now() - 2 * day)
    ban = dossier.impose("premises_ban", planned_end=today + 200 * day, review_on=today + 20 * day)
    sanctioning.letter_sent(dossier.bob, ban, timezone.now())
    Sanction.objects.filter(pk=ban.pk).update(review_on=today - day)
    dossier.impose(
        "contact_measure", dossier.name(dossier.incident, "Ans de Wit"), planned_end=today + 3 * day
    )
    phone = visitor(PHONE).sign_in(dossier.bob.email)
    phone.goto("/sancties/").look("sanctions-calendar-full-360")
    visitor(DESK).sign_in(dossier.bob.email).goto("/sancties/").look("sanctions-calendar-full-1280")
    case = f"/incidenten/{dossier.incident.pk}/"
    phone.goto(case).look("sanctions-late-360")
    for page in ("opnieuw-bekijken", "verlengen", "verkorten", "ongedaan-maken"):
        phone.goto(f"{case}sancties/{ban.pk}/{page}/").look(f"sanction-{page}-360")
    phone.follow(phone.page.get_by_role("button", name="Maak de sanctie ongedaan"))
    assert phone.page.get_by_text("Schrijf op waarom").first.is_visible()
