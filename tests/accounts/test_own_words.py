# SPDX-License-Identifier: EUPL-1.2
"""A municipality's own word for "dader" stands on every page of that municipality, in nobody's text and nowhere else."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from accounts.appearance import WORDS, set_words, shown_of
from accounts.models import Municipality
from accounts.own_words import STANDARD, in_own_words, protocol_words, speaking, words_of
from incidents.models import Incident
from tests.accounts.stage import as_
from tests.cast import ACTORS, Actor, Cast
from tests.pages import PAGES, Page
from tests.world import World

OWN = {
    "perpetrator_one": "ordeverstoorder",
    "perpetrator_many": "ordeverstoorders",
    "perpetrator_one_en": "offender",
    "perpetrator_many_en": "offenders",
}
# What quotes the protocols, and the page where the word is chosen.
QUOTING = {"terms", "destruction_certificate", "appearance_words"}


@pytest.fixture
def own() -> Municipality:
    return Municipality(name="Duinveen", **OWN)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Leg vast wie de dader was", "Leg vast wie de ordeverstoorder was"),
        ("Dader", "Ordeverstoorder"),
        ("Alle daders van deze dader.", "Alle ordeverstoorders van deze ordeverstoorder."),
        ("Register van daders", "Register van daders"),
        ("Het register van daders en de daders", "Het register van daders en de ordeverstoorders"),
        ("%(dader)s en dadergroep, hoofddader", "%(dader)s en dadergroep, hoofddader"),
        ("Niets bijzonders", "Niets bijzonders"),
    ],
)
def test_the_word_in_a_sentence(own: Municipality, text: str, said: str) -> None:
    assert in_own_words(text, "nl") == text
    with speaking(own):
        assert in_own_words(text, "nl") == said
    assert in_own_words(text, "nl") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "%(who)s unlinked a perpetrator from this report.",
            "%(who)s unlinked an offender from this report.",
        ),
        ("A perpetrator", "An offender"),
        ("The perpetrator’s BSN", "The offender’s BSN"),
        ("Perpetrators", "Offenders"),
        ("Perpetrator registry", "Perpetrator registry"),
    ],
)
def test_the_word_in_english(own: Municipality, text: str, said: str) -> None:
    with speaking(own):
        assert in_own_words(text, "en") == said
        # The Dutch word does not slip in where the municipality has no English one.
    with speaking(Municipality(perpetrator_one="agressor", perpetrator_many="agressors")):
        assert in_own_words(text, "en-gb") == text


def test_it_is_put_in_where_a_text_is_looked_up_and_in_no_text_of_people(own: Municipality) -> None:
    with speaking(own):
        assert gettext("Leg vast wie de dader was") == "Leg vast wie de ordeverstoorder was"
        # What is filled in stays as it is: a statement is evidence.
        assert gettext("Dader in %(references)s") % {"references": "dader"} == "Ordeverstoorder in dader"
        assert ngettext("%(n)s dader", "%(n)s daders", 2) == "%(n)s ordeverstoorders"
        with translation.override("en"):
            assert gettext("Leg vast wie de dader was") == "Record who the offender was"
        # Inside what quotes the protocols, and after it.
        assert protocol_words(lambda: gettext("Dader"))() == "Dader"
        assert gettext("Dader") == "Ordeverstoorder"
        with speaking(None):
            assert gettext("Dader") == "Dader"
    assert gettext("Dader") == "Dader"


def test_for_letters() -> None:
    assert words_of(None) == words_of(Municipality()) == STANDARD
    assert (STANDARD.one, STANDARD.many) == ("dader", "daders")
    assert words_of(Municipality(**OWN)).in_language("en") == ("offender", "offenders")
    assert words_of(Municipality(**OWN)).in_language("nl") == ("ordeverstoorder", "ordeverstoorders")


def visible(html: str) -> str:
    """What a person sees or hears of a page: its text, and the attributes that are read out."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.S)
    spoken = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    return unescape(re.sub(r"<[^>]+>", " ", html) + " ".join(spoken))


def pages_by_actor() -> dict[Actor, list[Page]]:
    """Every page that shows something, each for two kinds of people who may see it."""
    found: dict[Actor, list[Page]] = {}
    for page in PAGES:
        if page.get and page.name not in QUOTING:
            seers = [actor for actor in ACTORS if actor.of_waterrijk and page.who(actor)]
            for actor in list({actor.level: actor for actor in seers}.values())[:2]:
                found.setdefault(actor, []).append(page)
    return found


def said(client: Client, path: str) -> set[str]:
    """The words for who did it that are on a page."""
    answer = client.get(path)
    if answer.status_code != 200 or answer.streaming or "html" not in answer.headers["Content-Type"]:
        return set()
    text = re.sub(r"register van daders", "", visible(answer.content.decode()), flags=re.IGNORECASE)
    return {word.lower() for word in re.findall(r"\b(?:daders?|ordeverstoorders?)\b", text, re.IGNORECASE)}


@pytest.mark.django_db
def test_every_page_of_every_role_says_it() -> None:
    cast, saying = Cast(), set()
    town = Municipality.objects.filter(slug="waterrijk")
    for actor, pages in pages_by_actor().items():
        # Actors of one kind have one address: each is gone before the next one comes.
        point = transaction.savepoint()
        client = as_(cast.person_for(actor))
        for page in pages:
            path = reverse(page.name, kwargs=page.arguments(cast))
            town.update(**dict.fromkeys(WORDS, ""))
            standard = said(client, path)
            assert standard <= {"dader", "daders"}, (page.name, str(actor))
            town.update(**OWN)
            own = said(client, path)
            assert own == {word.replace("dader", "ordeverstoorder") for word in standard}, (
                page.name,
                str(actor),
            )
            if standard:
                saying.add(page.name)
        transaction.savepoint_rollback(point)
    assert {"incident", "perpetrator", "incident_add_measure", "levels", "retention_policy"} <= saying
    # What quotes the protocols keeps their word, and the page around the register its name.
    town.update(**OWN)
    coordinator = as_(cast.person("Coen de Coordinator", cast.root, "coordinator"))
    assert said(coordinator, reverse("terms")) <= {"dader", "daders"} != set()
    reader = as_(cast.person("Rob", cast.root, "registry_reader"))
    assert "Register van daders" in visible(reader.get("/").content.decode())


def test_a_word_on_screen(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    client, url = as_(ada), reverse("appearance_words")
    shown = client.get(url).context["shown"]
    good = OWN | {"shown": shown, "action": "save"}
    for name, wrong in (
        ("perpetrator_one", "twee woorden"),
        ("perpetrator_one", "<b>dader</b>"),
        ("perpetrator_one", "x"),
        ("perpetrator_one", "a" * 31),
        ("perpetrator_one", "agressor1"),
        ("perpetrator_one", "%(who)s"),
        ("perpetrator_one", "individu"),
        ("perpetrator_one", "slachtoffer"),
        ("perpetrator_one", ""),
        ("perpetrator_many", ""),
        ("perpetrator_many", "ordeverstoorder"),
        ("perpetrator_many_en", ""),
    ):
        answer = client.post(url, good | {name: wrong})
        assert answer.status_code == 200, (name, wrong)
        assert answer.context["form"].errors, (name, wrong)
    world.waterrijk.refresh_from_db()
    assert words_of(world.waterrijk) == STANDARD
    preview = client.post(url, good | {"action": "preview"}).content.decode()
    assert "Leg vast wie de ordeverstoorder was" in preview
    assert client.post(url, good | {"perpetrator_one": "Ordeverstoorder"}).status_code == 302
    world.waterrijk.refresh_from_db()
    assert words_of(world.waterrijk).one == "ordeverstoorder"
    # The other municipality keeps its own words.
    assert words_of(Municipality.objects.get(slug="duinveen")) == STANDARD
    # And back to the standard word.
    set_words(ada, dict.fromkeys(WORDS, ""), shown_of(world.waterrijk, WORDS))
    world.waterrijk.refresh_from_db()
    assert words_of(world.waterrijk) == STANDARD


def test_what_people_wrote_keeps_their_own_word(world: World) -> None:
    """The narrative is evidence; the sentence around it is the system's."""
    reporter = world.person("Rita", None, "reporter")
    incident = world.incident(reporter)
    handler = world.person("Hank", None, "handler")
    row = Incident.objects.get(pk=incident.pk)
    row.narrative = "Een getuige riep: daar gaat de dader."
    row.save()
    Municipality.objects.filter(slug="waterrijk").update(**OWN)
    html = as_(handler).get(reverse("incident", args=[incident.pk])).content.decode()
    assert "daar gaat de dader." in html
    assert "ordeverstoorder" in html
