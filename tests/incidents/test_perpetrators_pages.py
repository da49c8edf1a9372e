# SPDX-License-Identifier: EUPL-1.2
"""Who was it, at the incident's page: written down, put right, taken away."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AccessLogEntry
from incidents import handling
from incidents.models import Involvement, Measure, Perpetrator, TimelineEntry
from incidents.sanctioning import annul
from tests.incidents.case import client_of, filled_in, text_of, today
from tests.incidents.sanctioned import BSNS, Dossier
from tests.world import World

SECRET = "Kanarie Zwartewaterallee"


@pytest.fixture
def dossier(world: World) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    return Dossier(world)


def url(incident: Any, name: str = "incident_perpetrator", **more: Any) -> str:
    return reverse(name, kwargs={"incident_id": incident.pk, **more})


def typed(**facts: Any) -> dict[str, Any]:
    return {"token": str(uuid.uuid4()), "name": "", "description": "", "bsn": "", "date_of_birth": ""} | facts


def test_the_form_begins_with_what_the_report_says(dossier: Dossier) -> None:
    incident = dossier.established(aggressor_name="P. Verzonnen", aggressor_description="Rode jas")
    page = client_of(dossier.bob).get(url(incident))
    form = page.context["form"]
    assert (form["name"].value(), form["description"].value()) == ("P. Verzonnen", "Rode jas")
    dossier.name(incident, "P. Verzonnen")
    # A second perpetrator is somebody else.
    form = client_of(dossier.bob).get(url(incident)).context["form"]
    assert not form["name"].value()


def test_the_form_says_what_is_kept_how_long_and_who_sees_it(dossier: Dossier) -> None:
    page = text_of(client_of(dossier.bob).get(url(dossier.incident)))
    for words in (
        "Wat wordt bewaard",
        "Wie mag het zien",
        "raadplegers van de hele gemeente",
        "Tot 12 maanden na het einde van de sanctie",
        "Met de laatste melding die deze persoon noemt",
    ):
        assert words in page


def test_written_down_with_everything(dossier: Dossier) -> None:
    incident = dossier.established()
    data = typed(
        name="  Ans   Anders ",
        date_of_birth="03-02-1980",
        bsn="9999.90.020",
        bsn_verified_with="passport",
        description="Klein, rood haar.",
    )
    response = client_of(dossier.bob).post(url(incident), data)
    assert response["Location"].endswith("#dader")
    ans = Involvement.objects.get(incident=incident).perpetrator
    assert (ans.name, ans.bsn, ans.description) == ("Ans Anders", BSNS[1], "Klein, rood haar.")
    assert (ans.bsn_verified_with, ans.bsn_verified_by) == ("passport", dossier.bob)
    assert ans.bsn_verified_on is not None
    page = text_of(client_of(dossier.bob).get(url(incident, "incident")))
    assert "Ans Anders" in page
    assert "3 februari 1980" in page
    # The BSN is shown masked; it stands in no list.
    assert BSNS[1] not in page
    assert "verborgen, eindigt op 20" in page


def test_the_same_click_twice_makes_one(dossier: Dossier) -> None:
    incident = dossier.established()
    data = typed(name="Ans Anders")
    for _click in range(2):
        assert client_of(dossier.bob).post(url(incident), data).status_code == 302
    assert Involvement.objects.filter(incident=incident).count() == 1
    assert Perpetrator.objects.filter(involvements__incident=incident).count() == 1


def test_a_name_or_a_description_is_needed(dossier: Dossier) -> None:
    incident = dossier.established()
    page = client_of(dossier.bob).post(url(incident), typed(date_of_birth="03-02-1980"))
    assert "name" in page.context["form"].errors
    assert "Vul een naam in, of hieronder een signalement." in text_of(page)
    assert "03-02-1980" in text_of(page)
    assert client_of(dossier.bob).post(url(incident), typed(description="Rode jas")).status_code == 302
    assert Involvement.objects.get(incident=incident).perpetrator.description == "Rode jas"


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("bsn", {"bsn": "123456789"}),
        ("bsn", {"bsn": "000000000"}),
        ("bsn_verified_with", {"bsn_verified_with": "passport"}),
        ("bsn_verified_with", {"bsn": BSNS[1], "bsn_verified_with": "library_card"}),
        ("date_of_birth", {"date_of_birth": "03-02-2080"}),
        ("date_of_birth", {"date_of_birth": "03-02-1680"}),
    ],
)
def test_what_cannot_be_is_told_at_its_field(dossier: Dossier, field: str, facts: dict[str, str]) -> None:
    page = client_of(dossier.bob).post(url(dossier.established()), typed(name=SECRET, **facts))
    assert list(page.context["form"].errors) == [field]
    assert SECRET in text_of(page)
    assert Perpetrator.objects.count() == 1


def test_several_perpetrators(dossier: Dossier) -> None:
    dossier.name(dossier.incident, "Ans Anders")
    page = text_of(client_of(dossier.bob).get(url(dossier.incident, "incident")))
    assert "Wim Zwartewater" in page
    assert "Ans Anders" in page
    assert "Nog een dader vastleggen" in page


# ---------- put right ----------


def change(dossier: Dossier, **facts: Any) -> Any:
    where = url(dossier.incident, "incident_change_perpetrator", involvement_id=dossier.wim.pk)
    client = client_of(dossier.bob)
    return client.post(where, filled_in(client.get(where)) | facts)


def test_changing_does_not_show_the_bsn_and_keeps_it(dossier: Dossier) -> None:
    where = url(dossier.incident, "incident_change_perpetrator", involvement_id=dossier.wim.pk)
    page = text_of(client_of(dossier.bob).get(where))
    assert "Wim Zwartewater" in page
    assert BSNS[0] not in page
    assert change(dossier, name="Willem Zwartewater").status_code == 302
    wim = Perpetrator.objects.get()
    assert (wim.name, wim.bsn) == ("Willem Zwartewater", BSNS[0])


def test_another_bsn_and_who_checked_it(dossier: Dossier) -> None:
    assert change(dossier, bsn=BSNS[1], bsn_verified_with="identity_card").status_code == 302
    wim = Perpetrator.objects.get()
    assert (wim.bsn, wim.bsn_verified_by) == (BSNS[1], dossier.bob)
    # Changing something else leaves who checked it.
    assert change(dossier, description="Groot").status_code == 302
    assert Perpetrator.objects.get().bsn_verified_with == "identity_card"


def test_the_bsn_can_be_taken_away(dossier: Dossier) -> None:
    assert change(dossier, bsn=BSNS[1], remove_bsn="on").status_code == 200
    assert change(dossier, remove_bsn="on").status_code == 302
    wim = Perpetrator.objects.get()
    assert (wim.bsn, wim.bsn_index, wim.bsn_verified_with) == ("", None, "")


def test_two_handlers_at_once_lose_nothing(dossier: Dossier, world: World) -> None:
    ed = world.person("Ed", None, "handler")
    where = url(dossier.incident, "incident_change_perpetrator", involvement_id=dossier.wim.pk)
    of_bob, of_ed = (filled_in(client_of(person).get(where)) for person in (dossier.bob, ed))
    assert client_of(ed).post(where, of_ed | {"name": "Wim van Ed", "bsn": BSNS[2]}).status_code == 302
    answer = client_of(dossier.bob).post(where, of_bob | {"name": "Wim van Bob", "bsn": BSNS[1]})
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Iemand anders" in page
    assert "Wim van Bob" in page
    assert BSNS[2] not in page
    assert Perpetrator.objects.get().name == "Wim van Ed"
    # What is shown now, may be overwritten.
    again = filled_in(answer) | {"bsn": BSNS[1]}
    answer = client_of(dossier.bob).post(where, again)
    while answer.status_code == 200:
        assert "Iemand anders" in text_of(answer)
        answer = client_of(dossier.bob).post(where, filled_in(answer) | {"bsn": BSNS[1]})
    wim = Perpetrator.objects.get()
    assert (wim.name, wim.bsn) == ("Wim van Bob", BSNS[1])


def test_a_change_without_a_change_is_no_entry(dossier: Dossier) -> None:
    before = TimelineEntry.objects.count()
    assert change(dossier).status_code == 302
    assert TimelineEntry.objects.count() == before


# ---------- a wrong link ----------


def unlink(dossier: Dossier, reason: str = "Iemand anders") -> Any:
    where = url(dossier.incident, "incident_unlink_perpetrator", involvement_id=dossier.wim.pk)
    return client_of(dossier.bob).post(where, {"reason": reason})


def test_a_wrong_link_is_undone_with_a_reason(dossier: Dossier) -> None:
    """R5: who is named by no incident any more, goes at once."""
    assert unlink(dossier, "").status_code == 200
    assert Perpetrator.with_due.count() == 1
    for _click in range(2):
        assert unlink(dossier).status_code == 302
    assert not Perpetrator.with_due.exists()
    entry = TimelineEntry.objects.get(action="perpetrator_removed")
    assert (entry.reason, entry.detail) == ("Iemand anders", {"months": 12})


def test_a_sanction_that_stands_comes_first(dossier: Dossier) -> None:
    sanction = dossier.impose("warning_letter")
    where = url(dossier.incident, "incident_unlink_perpetrator", involvement_id=dossier.wim.pk)
    for page in (text_of(client_of(dossier.bob).get(where)), text_of(unlink(dossier))):
        assert "Maak eerst de sanctie ongedaan" in page
        assert "Waarschuwingsbrief" in page
    assert Involvement.objects.filter(pk=dossier.wim.pk).exists()
    annul(dossier.bob, sanction, "Verkeerde persoon")
    assert unlink(dossier).status_code == 302
    assert not Perpetrator.with_due.exists()


def test_a_measure_towards_the_wrong_person_is_not_shown_with_the_others(dossier: Dossier) -> None:
    dossier.name(dossier.incident, "Ans Anders")
    data = {"taken_on": "01-11-2026", "token": str(uuid.uuid4())}
    where = url(dossier.incident, "incident_add_measure")
    text = {"text": "Gesprek met Wim", "involvement": str(dossier.wim.pk)}
    assert client_of(dossier.bob).post(where, data | text).status_code == 302
    other = {"text": "Bord bij de ingang", "token": str(uuid.uuid4()), "involvement": "all"}
    assert client_of(dossier.bob).post(where, data | other).status_code == 302
    assert Measure.objects.get(involvement=dossier.wim).text == "Gesprek met Wim"
    assert unlink(dossier).status_code == 302
    assert [m.text for m in Measure.objects.all()] == ["Bord bij de ingang"]


def test_with_one_perpetrator_there_is_nothing_to_choose_and_the_hint_names_who_reads(
    dossier: Dossier,
) -> None:
    where = url(dossier.incident, "incident_add_measure")
    page = text_of(client_of(dossier.bob).get(where))
    assert "Richting wie?" not in page
    assert "Noem geen naam van een collega: raadplegers van het register kunnen dit lezen." in page
    dossier.name(dossier.incident, "Ans Anders")
    page = text_of(client_of(dossier.bob).get(where))
    assert "Richting wie?" in page
    assert "Ans Anders" in page
    prevention = text_of(client_of(dossier.bob).get(url(dossier.incident, "incident_add_prevention")))
    assert "Richting wie?" not in prevention


def test_a_measure_is_never_towards_somebody_of_another_incident(dossier: Dossier) -> None:
    dossier.name(dossier.incident, "Ans Anders")
    elsewhere = dossier.name(dossier.established(), "Piet Bakker")
    data = {"taken_on": "01-11-2026", "token": str(uuid.uuid4()), "text": "Gesprek"}
    where = url(dossier.incident, "incident_add_measure")
    page = client_of(dossier.bob).post(where, data | {"involvement": str(elsewhere.pk)})
    assert "involvement" in page.context["form"].errors
    assert not Measure.objects.exists()


def test_a_measure_that_is_changed_stays_towards_whom_it_was(dossier: Dossier) -> None:
    dossier.name(dossier.incident, "Ans Anders")
    data = {"taken_on": "01-11-2026", "token": str(uuid.uuid4()), "text": "Gesprek"}
    where = url(dossier.incident, "incident_add_measure")
    client = client_of(dossier.bob)
    assert client.post(where, data | {"involvement": str(dossier.wim.pk)}).status_code == 302
    measure = Measure.objects.get()
    assert "Richting Wim Zwartewater." in text_of(client.get(url(dossier.incident, "incident")))
    where = url(dossier.incident, "incident_measure", measure_id=measure.pk)
    assert client.post(where, filled_in(client.get(where)) | {"text": "Twee gesprekken"}).status_code == 302
    measure.refresh_from_db()
    assert (measure.text, measure.involvement) == ("Twee gesprekken", dossier.wim)
    assert client.post(where, filled_in(client.get(where)) | {"involvement": "all"}).status_code == 302
    measure.refresh_from_db()
    assert measure.involvement is None


# ---------- what travels where ----------


def test_nothing_personal_in_addresses_messages_or_the_session(dossier: Dossier) -> None:
    incident = dossier.established()
    client = client_of(dossier.bob)
    response = client.post(url(incident), typed(name=SECRET, description=SECRET, bsn=BSNS[1]), follow=True)
    assert SECRET in text_of(response)
    for address, _status in response.redirect_chain:
        assert "Kanarie" not in address
        assert BSNS[1] not in address
    assert "Kanarie" not in str(dict(client.session))
    assert "Kanarie" not in "".join(str(m) for m in response.context["messages"])
    assert response.headers["Cache-Control"] == "no-store, private"


def test_a_look_is_kept(dossier: Dossier) -> None:
    client_of(dossier.bob).get(url(dossier.incident))
    assert AccessLogEntry.objects.filter(action="read_incident", actor=dossier.bob).count() == 1


def test_what_was_agreed_with_one_is_not_shown_of_who_is_named_later(dossier: Dossier) -> None:
    """RULES: a registry reader sees the measures towards this perpetrator."""
    handling.take_measure(dossier.bob, dossier.incident, "perpetrator", SECRET, today(), uuid.uuid4())
    rita = client_of(dossier.rita)
    asked = {"purpose": "visit", "name": "Wim Zwartewater"}
    assert SECRET in text_of(rita.post(reverse("registry"), asked))
    dossier.name(dossier.incident, "Ans Anders")
    assert SECRET in text_of(rita.post(reverse("registry"), asked))
    page = text_of(rita.post(reverse("registry"), asked | {"name": "Ans Anders"}))
    assert "Ans Anders" in page
    assert SECRET not in page


def test_a_measure_towards_all_who_are_named_is_not_towards_who_is_named_later(world: World) -> None:
    """RULES: a registry reader sees the measures towards this perpetrator, and of nobody else."""
    dossier = Dossier(world)
    second = dossier.name(dossier.incident, "Ans Anders")
    handling.take_measure(
        dossier.bob, dossier.incident, "perpetrator", "Gesprek gevoerd.", today(), uuid.uuid4()
    )
    third = dossier.name(dossier.incident, "Kees Later")
    towards = Measure.objects.filter(incident=dossier.incident)
    assert {(m.involvement_id, m.text) for m in towards} == {
        (dossier.wim.pk, "Gesprek gevoerd."),
        (second.pk, "Gesprek gevoerd."),
    }
    assert not towards.filter(involvement__in=[third.pk]).exists()
