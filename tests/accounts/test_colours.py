# SPDX-License-Identifier: EUPL-1.2
"""Own colours: whatever is accepted can be read, measured anew here; what is refused comes with one that passes."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import colours
from accounts.appearance import COLOURS, HardToRead, check_colours, set_colours, shown_of
from accounts.models import Municipality
from accounts.models.municipality import colours_path
from tests.accounts.stage import as_
from tests.gir.test_look import MARKS, TEXT, contrast, tokens
from tests.world import World

ANY = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
FIXED = tokens("tokens.css", "components.css")


def readable(main: str, accent: str) -> bool:
    """As the test of the themes measures it, from the style sheet itself."""
    sheet = colours.style_sheet(main, accent)
    own = dict(re.findall(r"(--gir-[\w-]+):\s*([^;]+);", sheet))
    seen = FIXED | own
    pairs = [(pair, 4.5) for pair in TEXT] + [(pair, 3.0) for pair in MARKS]
    return all(contrast(seen[f"--gir-{a}"], seen[f"--gir-{b}"]) >= least for (a, b), least in pairs)


def refused(main: str, accent: str) -> HardToRead | None:
    try:
        check_colours(main, accent)
    except HardToRead as refusal:
        return refusal
    return None


@settings(max_examples=150, deadline=None)
@given(main=ANY, accent=st.one_of(st.just(""), ANY))
def test_what_is_accepted_can_be_read_and_what_is_refused_has_a_neighbour(main: str, accent: str) -> None:
    if refusal := refused(main, ""):
        assert refusal.field == "main_colour"
        assert refusal.proposal != main
        assert refusal.proposal in str(refusal)
        main = refusal.proposal
    if refusal := refused(main, accent):
        assert refusal.field == "accent_colour"
        assert refusal.proposal != accent
        accent = refusal.proposal
    assert refused(main, accent) is None
    assert readable(main, accent)


@settings(max_examples=100, deadline=None)
@given(main=ANY)
def test_what_can_be_read_is_not_refused_and_a_proposal_is_the_nearest(main: str) -> None:
    proposal = colours.nearest_main(main)
    steps = [colours.mixed(main, "#000000", step / colours.STEPS) for step in range(colours.STEPS + 1)]
    for lighter in steps[: steps.index(proposal)]:
        assert colours.shortfalls(lighter, "#ffffff")
    assert (proposal == main) == (not colours.shortfalls(main, "#ffffff"))


def test_what_was_measured_is_said_and_never_rounded_up() -> None:
    # White on #767676 has 4.54, on the tints made of it less than 4.5.
    for grey in ("#767676", "#737373", "#6c6c6c"):
        with pytest.raises(HardToRead) as caught:
            check_colours(grey, "")
        measured = float(re.search(r"contrast is (\d+,\d+)", str(caught.value))[1].replace(",", "."))
        assert measured < 4.5
    with pytest.raises(HardToRead) as caught:
        check_colours("#1d5480", "#10344f")
    assert caught.value.field == "accent_colour"


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        ("#1D5480", "#1d5480"),
        ("06c", "#0066cc"),
        (" #06C ", "#0066cc"),
        ("#12345", None),
        ("red", None),
        ("#1d5480;}", None),
        ("url(x)", None),
        ("#１d5480", None),
        ("", None),
    ],
)
def test_what_somebody_types(typed: str, colour: str | None) -> None:
    assert colours.as_colour(typed) == colour


HOSTILE = ["#1d5480;}body{display:none", "red", "#1D5480\n", "</style>", "var(--x)", "#12345g", "\\23 1d5480"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_but_colours_stands_in_a_style_sheet(hostile: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        colours.style_sheet(hostile)
    with pytest.raises(ValueError, match="colour"):
        colours.style_sheet("#1d5480", hostile)
    with pytest.raises(ValueError, match="colour"):
        check_colours("#1d5480", hostile)


def test_a_style_sheet_is_colours_and_nothing_else(db: None) -> None:
    answer = Client().get(colours_path("#1d5480", "#e0a84c"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert re.fullmatch(
        r":root\.gir-theme \{\n(  --gir-[a-z0-9-]+: #[0-9a-f]{6};\n){10}\}\n", answer.content.decode()
    )


def test_an_address_that_names_what_cannot_be_read_leads_nowhere(db: None) -> None:
    mark = colours.fingerprint("#ffcc00")
    for path in (
        f"/huisstijl/ffcc00-geen-{mark}.css",
        f"/huisstijl/1D5480-geen-{mark}.css",
        f"/huisstijl/red-geen-{mark}.css",
        "/huisstijl/1.css",
        "/huisstijl/waterrijk.css",
    ):
        assert Client().get(path).status_code == 404, path
    # As a page of an older version of the system names it: to what it is called now.
    older = f"/huisstijl/1d5480-geen-{'0' * 16}.css"
    assert Client().get(older).url == colours_path("#1d5480", "")


def test_colours_on_screen_are_seen_before_they_are_saved(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    client, url = as_(ada), reverse("appearance")
    shown = client.get(url).context["shown"]
    typed = {"theme": "waterrijk", "main_colour": "#FFCC00", "accent_colour": "", "shown": shown}
    refused = client.post(url, typed | {"action": "save"})
    proposal = refused.context["proposals"]["main_colour"]
    html = refused.content.decode()
    assert "#FFCC00" in html  # what was typed is still there
    assert f"Neem {proposal}" in html
    taken = client.post(url, typed | {"take_main_colour": proposal})
    assert colours_path(proposal, "") in taken.content.decode()
    assert not Municipality.objects.get(slug="waterrijk").main_colour
    saved = client.post(url, typed | {"main_colour": proposal, "action": "save"})
    assert saved.status_code == 302
    page = client.get("/").content.decode()
    assert page.count(colours_path(proposal, "")) == 1
    # And nobody else's pages.
    dora = world.person("Dora", world.other, "reporter")
    assert "/huisstijl/" not in as_(dora).get("/").content.decode()


def test_of_two_administrators_the_second_sees_what_the_first_saved(world: World) -> None:
    ada = world.person("Ada", world.root, "administrator")
    ben = world.person("Ben", world.root, "administrator")
    url, mine = reverse("appearance"), as_(ada)
    shown = mine.get(url).context["shown"]
    set_colours(ben, "duinveen", "#6f2a58", "", shown_of(world.waterrijk, COLOURS))
    late = {"theme": "standaard", "main_colour": "#1d5480", "accent_colour": "", "action": "save"}
    answer = mine.post(url, late | {"shown": shown})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Een andere beheerder was u net voor" in html
    assert "#6f2a58" in html
    assert "#1d5480" in html
    world.waterrijk.refresh_from_db()
    assert (world.waterrijk.theme, world.waterrijk.main_colour) == ("duinveen", "#6f2a58")
    # Now that they have seen it, they may.
    assert mine.post(url, late | {"shown": answer.context["shown"]}).status_code == 302
    world.waterrijk.refresh_from_db()
    assert (world.waterrijk.theme, world.waterrijk.main_colour) == ("standaard", "#1d5480")
