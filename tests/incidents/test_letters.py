# SPDX-License-Identifier: EUPL-1.2
"""Letters: what they must say, what they never say, and that whatever is in the record stays text (RULES; LEI 3.2)."""

import datetime
import io
import re
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from accounts import logos
from accounts.appearance import keep_logo
from incidents import handling, joining, sanctioning
from incidents.letters import facts, letter, placeholders
from incidents.letters.kinds import REMEDIES, Remedy, imposing
from incidents.letters.naming import named_in
from incidents.letters.rendering import BREAK
from incidents.letters.standard import standard_text
from incidents.letters.versions import current
from incidents.models import Heard, LetterKind, LetterTemplate, Sanction, SanctionKind
from protection.bsn_in_text import bsns_in
from retention.terms import local_date
from tests.incidents.lettered import everything_in, make_letterhead, read
from tests.incidents.sanctioned import BSNS, Dossier
from tests.world import World

pytestmark = pytest.mark.django_db
HOSTILE = [
    '#import "x.typ": * #eval("1+1") $x^2$ *vet* _scheef_ @ref <label> // weg /* weg */ \\u{41} `code`',
    "<script>alert(1)</script> &lt;b&gt; <b>vet</b> {{ 7 }} {% now %}",
    "{gedrag} {naam} {kenmerk} }{ ${x}",
    "= Kop\n== Kop\n# Kop\n- punt\n+ nummer\n/ term: uitleg\n#pagebreak()",
    "مرحبا يا سيدي שלום 12 عربي",
    "Zoë Ägidius Łukasz Škoda Ελλάδα Привет ½ € ‰ “aanhaling”",
]


@pytest.fixture
def dossier(world: World) -> Dossier:
    world.waterrijk.bans_need_supervisor = False
    world.waterrijk.save()
    make_letterhead(world.waterrijk)
    return Dossier(world, severity=3, place="balie 3")


def composed(sanction: Sanction, kind: str = "") -> letter.Letter:
    row = Sanction.objects.select_related("involvement__perpetrator", "incident", "prolongs").get(
        pk=sanction.pk
    )
    return letter.compose(row.involvement, kind or imposing(row), row)


def wrong(sanction: Sanction, **written: str) -> dict[str, list[str]]:
    made = replace(composed(sanction), **written)
    return letter.wrong_with(made, sanction.involvement, sanction)


def plain(text: str) -> str:
    """Letters, digits and signs, in the order of the page: a right-to-left script is drawn the other way round."""
    return re.sub(r"\s|\u200b|[\u0590-\u06ff\ufb1d-\ufeff\u2066-\u2069\u200e\u200f]", "", text)


ABOUT_SANCTIONS = {
    LetterKind.WARNING: "warning_letter",
    LetterKind.TALK: "stop_talk",
    LetterKind.BAN: "premises_ban",
    LetterKind.CONTACT: "contact_measure",
    LetterKind.SUSPENSION: "suspension",
    LetterKind.DAMAGE: "damage_recovery",
}


@pytest.mark.parametrize("kind", LetterKind)
def test_every_standard_text_would_be_accepted_as_a_municipality_s_own(kind: LetterKind) -> None:
    subject, body = standard_text(kind)
    assert placeholders.wrong_in_subject(kind, subject) == []
    assert placeholders.wrong_in_body(kind, body, subject) == []


@pytest.mark.parametrize(("kind", "sanction"), ABOUT_SANCTIONS.items())
def test_a_letter_says_what_it_must(dossier: Dossier, kind: LetterKind, sanction: str) -> None:
    """Facts, norm, duration, review, basic services, until when in the registry, rights, and the right remedy."""
    row = dossier.impose(sanction, review_on=local_date(timezone.now()) + datetime.timedelta(days=20))
    made = composed(row)
    assert made.kind == kind
    assert letter.wrong_with(replace(made, text=made.text.replace("[", "(")), row.involvement, row) == {}
    _reader, text = read(letter.make(made))
    day = facts.day
    said = [
        day(dossier.incident.occurred_on),
        "balie 3",
        row.behaviour,
        row.norm,
        dossier.incident.reference,
        # R3 and R4.
        f"tot en met {day(local_date(row.visible_until - datetime.timedelta(seconds=1)))}",
        f"vernietigd na {day(local_date(dossier.incident.destroy_at - datetime.timedelta(seconds=1)))}",
        "privacyprotocol",
        "te laten zien",
        "te verbeteren",
        "te wissen",
        "te beperken",
        "recht van bezwaar, ook wel verzet",
        "Autoriteit Persoonsgegevens",
        "fg@waterrijk.example",
        "geen besluit in de zin van de Algemene wet bestuursrecht",
        "klachten@waterrijk.example",
        "burgerlijke rechter",
        "Teammanager Publiekszaken",
    ]
    if row.is_lasting:
        said += [
            day(row.starts_on),
            day(row.planned_end),
            row.conditions,
            row.basic_services,
            day(row.review_on),
        ]
    for part in said:
        assert plain(part) in plain(text), part
    assert "bezwaarschrift" not in text
    assert "zes weken" not in text


def test_what_goes_on_is_lifted_or_undone_has_its_own_letter(dossier: Dossier) -> None:
    ban = dossier.impose("premises_ban")
    longer = dossier.impose(
        "premises_ban", prolongs=ban, planned_end=ban.planned_end + datetime.timedelta(days=30)
    )
    made = composed(longer)
    assert made.kind == LetterKind.PROLONGING
    assert facts.day(ban.planned_end) in made.text
    assert facts.day(longer.planned_end) in made.text
    sanctioning.letter_sent(dossier.bob, ban, timezone.now())
    sanctioning.lift(dossier.bob, ban, "Het gaat al weken goed.")
    ban.refresh_from_db()
    assert "Het gaat al weken goed." in composed(ban, LetterKind.LIFTING).text
    sanctioning.letter_sent(dossier.bob, longer, timezone.now())
    sanctioning.annul(dossier.bob, longer, "Het was iemand anders.")
    longer.refresh_from_db()
    undone = composed(longer, LetterKind.ANNULMENT)
    assert "Het was iemand anders." in undone.text
    assert "niet of niet meer opzoeken in het register" in undone.closing[1].words


def test_somebody_who_is_registered_is_told_so(dossier: Dossier) -> None:
    made = letter.compose(dossier.wim, LetterKind.REGISTERED)
    _reader, text = read(letter.make(made))
    assert "registreert agressie en geweld" in text
    assert "privacyprotocol" in text
    assert dossier.incident.narrative not in text


def test_a_decision_on_a_request_says_how_to_object(dossier: Dossier) -> None:
    version = current(dossier.incident.municipality, LetterKind.DECISION)
    _reader, text = read(letter.make(letter.invented(dossier.incident.municipality, version)))
    assert "binnen zes weken" in text
    assert "bezwaarschrift" in text
    assert "voorlopige voorziening" in text


class TestTheRemedy:
    @pytest.mark.parametrize(
        "words",
        [
            "U kunt binnen zes weken bezwaar maken tegen dit verbod.",
            "Stuur uw bezwaarschrift aan het college.",
            "Tegen deze waarschuwing staat beroep open bij de bestuursrechter.",
            "U kunt beroep instellen.",
            "BEZWAAR kan.",
        ],
    )
    def test_no_template_offers_objection_where_there_is_no_besluit(self, words: str) -> None:
        kinds = [kind for kind in LetterKind if REMEDIES[kind] != Remedy.OBJECTION]
        assert len(kinds) == len(LetterKind) - 1
        for kind in kinds:
            _subject, body = standard_text(kind)
            assert any(
                "geen besluit" in w for w in placeholders.wrong_in_body(kind, f"{body}\n\n{words}", _subject)
            )
            assert placeholders.wrong_in_subject(kind, words)
        _subject, body = standard_text(LetterKind.DECISION)
        assert placeholders.wrong_in_body(LetterKind.DECISION, f"{body}\n\n{words}", _subject) == []

    def test_nor_does_a_letter_that_was_edited(self, dossier: Dossier) -> None:
        row = dossier.impose()
        text = composed(row).text
        for words in ("U kunt bezwaar maken bij de gemeente.", "U kunt een bezwaarschrift indienen."):
            assert "text" in wrong(row, text=f"{text}\n\n{words}")

    def test_what_somebody_did_may_be_about_an_objection_of_theirs(self, dossier: Dossier) -> None:
        said = "Riep bij de zitting over zijn bezwaarschrift dat hij recht zou halen. Sloeg op tafel."
        row = dossier.impose(behaviour=said)
        assert wrong(row) == {}


PARTS = [
    "Sanne",
    "sanne",
    "SANNE",
    "mevrouw Van der Velde",
    "mevrouw Vandervelde",
    "Yildirim",
    "Sanne's collega",
    "Sannes werk",
    "sanne.velde@waterrijk.example",
    "S\u00adanne",
    "Sa\u200bnne",
    "Alice",
]


class TestNames:
    """A letter never names the victim, nor who reported it; also not in edited text, and in no part."""

    @pytest.fixture
    def named(self, world: World) -> Dossier:
        make_letterhead(world.waterrijk)
        sanne = world.person("Sanne van der Velde-Yıldırım")
        return Dossier(world, victim=sanne)

    @pytest.mark.parametrize("field", letter.WRITTEN)
    def test_no_part_of_a_name_in_any_field(self, named: Dossier, field: str) -> None:
        row = named.impose()
        assert field not in wrong(row)
        for words in PARTS:
            value = f"{getattr(composed(row), field)} {words}"
            assert "medewerker" in wrong(row, **{field: value})[field][0], words

    def test_what_a_handler_wrote_in_the_record_is_checked_as_well(self, named: Dossier) -> None:
        row = named.impose(behaviour="Riep tegen Sanne dat hij haar opwacht.")
        assert "“Sanne”" in wrong(row)["text"][0]

    def test_of_a_victim_of_a_report_that_was_joined_too(self, named: Dossier) -> None:
        vera = named.world.person("Vera Zonnebloem")
        other = named.world.incident(named.alice, vera)
        joining.join(named.bob, other, named.incident)
        row = named.impose()
        assert "text" in wrong(row, text="Zonnebloem")

    def test_of_who_reported_what_was_joined_by_way_of_another_report(self, named: Dossier) -> None:
        vera, between = (
            named.world.incident(named.world.person(name, None, "reporter"), named.alice)
            for name in ("Vera Zonnebloem", "Tess Tussen")
        )
        row = named.impose()
        assert "text" not in wrong(row, text="Zonnebloem")
        joining.join(named.bob, vera, between)
        joining.join(named.bob, between, named.incident)
        assert "text" in wrong(row, text="Zonnebloem")

    def test_a_perpetrator_with_the_same_name_reads_it_above_the_letter_only(self, world: World) -> None:
        """Strict: the shared name is theirs in address and salutation, and in the text it is nobody's."""
        make_letterhead(world.waterrijk)
        dossier = Dossier(world, victim=world.person("Sanne Zwartewater"))
        row = dossier.impose()
        above = {
            "address": "Wim Zwartewater\nKade 1\n1234 AB Plaats",
            "salutation": "Geachte heer Zwartewater,",
        }
        assert wrong(row, **above) == {}
        assert "text" in wrong(row, text="Meneer Zwartewater, u riep iets.")
        assert "address" in wrong(row, address="Sanne Zwartewater\nKade 1")

    def test_a_text_or_letterhead_that_happens_to_name_them(self, named: Dossier) -> None:
        """The municipality's own words named a contact person, who became a victim."""
        row = named.impose()
        subject, body = standard_text(LetterKind.WARNING)
        for words in ("Vragen? Mail naar Sanne.", "Sanne helpt u graag."):
            LetterTemplate.objects.all().delete()
            LetterTemplate.objects.create(
                municipality=named.incident.municipality,
                kind="warning",
                number=1,
                subject=subject,
                body=f"{body}\n\n{words}",
            )
            assert "“Sanne”" in wrong(row)["text"][0]
        LetterTemplate.objects.all().delete()
        assert wrong(row) == {}
        head = named.incident.municipality.letterhead
        head.privacy_contact = "sanne@waterrijk.example"
        head.save()
        assert "briefhoofd" in wrong(row)[""][0]

    def test_an_ordinary_word_of_the_text_is_no_name(self, world: World) -> None:
        """Mei reported it in May; a letter can still be dated and say `onze medewerker`."""
        make_letterhead(world.waterrijk)
        dossier = Dossier(world, victim=world.person("Mei de Klacht"))
        row = dossier.impose()
        assert wrong(row) == {}
        assert "text" in wrong(row, text="Riep iets tegen Mei.")
        assert named_in("12 mei 2026", ["Mei Wong"], "op 3 mei 2026") == []


WRITINGS = [
    "999990019",
    "9999.90.019",
    "999 990 019",
    "999-990-019",
    "９９９９９００１９",
    "99999\u200b0019",
    "nr999990019x",
]


class TestTheBsn:
    @pytest.mark.parametrize("field", letter.WRITTEN)
    def test_stands_in_no_field(self, dossier: Dossier, field: str) -> None:
        row = dossier.impose()
        assert dossier.wim.perpetrator.bsn == BSNS[0]
        for words in WRITINGS:
            value = f"{getattr(composed(row), field)} {words}"
            assert any("BSN" in sentence for sentence in wrong(row, **{field: value})[field]), words

    def test_dates_amounts_and_telephone_numbers_are_none(self) -> None:
        text = "1-12-2026 12:30, 2026-000123, € 1.250,00, 088 123 45 00, 1234 AB, NL91 ABNA 0417 1643 00"
        assert bsns_in(text) == []

    def test_not_even_of_somebody_else(self) -> None:
        assert bsns_in("nummer 111222333") == ["111222333"]


def test_the_file_says_nothing_of_anybody(dossier: Dossier, tmp_path: Path) -> None:
    """Neither victim, reporter nor BSN in text, title, metadata or file name; and no account of what happened."""
    row = dossier.impose("premises_ban")
    assert "Zwartewaterallee" in dossier.incident.narrative
    made = composed(row)
    found = everything_in(letter.make(made), tmp_path) + made.file_name
    assert row.behaviour in found
    for secret in ("Alice", "Zwartewaterallee", BSNS[0], BSNS[0][-6:], "Bob"):
        assert secret not in found
    assert made.file_name == f"brief-{dossier.incident.reference}.pdf"
    reader, _text = read(letter.make(made))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (
        f"Toegangsverbod {dossier.incident.reference}",
        None,
    )


@pytest.mark.parametrize("kind", LetterKind)
def test_everybody_can_read_it(dossier: Dossier, kind: LetterKind) -> None:
    """PDF/UA-1: tagged, Dutch, a title that is shown, and headings."""
    version = current(dossier.incident.municipality, kind)
    pdf = letter.make(letter.invented(dossier.incident.municipality, version))
    reader, _text = read(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl-NL"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert {"/H1", "/H2"} <= {str(tag) for tag in _tags(root["/StructTreeRoot"])}


def _tags(node: Any) -> set[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return set().union(*(_tags(inner) for inner in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    found = {node["/S"]} if "/S" in node else set()
    return found | (_tags(node["/K"]) if "/K" in node else set())


def test_a_logo_stands_above_it_and_has_words(dossier: Dossier) -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "teal").save(out, "PNG")
    row = dossier.impose()
    assert not read(letter.make(composed(row)))[0].pages[0].images
    keep_logo(composed(row).municipality, logos.clean(out.getvalue()))
    assert read(letter.make(composed(row)))[0].pages[0].images


def with_places(kind: LetterKind) -> LetterTemplate:
    names = placeholders.PLACES[kind].may
    return LetterTemplate(
        kind=kind, number=1, subject="Brief", body="\n\n".join(f"Plek: {{{n}}} einde." for n in names)
    )


def hostile_text(version: LetterTemplate, value: str) -> str:
    """What the text says with this value in every place."""
    return placeholders.fill(version.body, dict.fromkeys(placeholders.PLACES[version.kind].may, value))


@pytest.mark.parametrize("kind", LetterKind)
def test_whatever_stands_in_a_place_stays_text(dossier: Dossier, kind: LetterKind) -> None:
    """Of typst, of HTML, of this system, in every place: it is on the page as it was, and nothing else happened."""
    made = letter.invented(dossier.incident.municipality, current(dossier.incident.municipality, kind))
    version = with_places(kind)
    for value in HOSTILE:
        text = hostile_text(version, value)
        _reader, found = read(letter.make(replace(made, text=text, subject=f"Over {value}"[:200])))
        places = len(placeholders.PLACES[kind].may)
        assert plain(found).count(plain(value)) >= places, value
        assert plain(found).count("einde.") == places


def test_ten_thousand_letters_stay_text(dossier: Dossier) -> None:
    """In one word, which goes on over the lines and pages; and in many."""
    made = letter.invented(dossier.incident.municipality, current(dossier.incident.municipality, "warning"))
    for value in ("W" * 10_000, "woord " * 1_666):
        reader, found = read(letter.make(replace(made, text=value)))
        assert plain(value) in plain(re.sub(r"Kenmerk2026-000000bladzijde\dvan\d", "", plain(found)))
        assert len(reader.pages) > 2
    assert BREAK not in made.text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc", "Cf")),
        max_size=300,
    )
)
def test_any_text_stays_text(dossier: Dossier, value: str) -> None:
    made = letter.invented(dossier.incident.municipality, current(dossier.incident.municipality, "warning"))
    text = hostile_text(with_places(LetterKind.WARNING), value)
    _reader, found = read(letter.make(replace(made, text=text)))
    assert plain(found).count(f"Plek:{plain(value)}einde.") == len(placeholders.PLACES["warning"].may)


def test_what_cannot_be_printed_is_told_at_the_field(dossier: Dossier) -> None:
    """PDF/UA asks for a font: a drawing in a letter is an error that names it, never a page that breaks."""
    row = dossier.impose()
    assert "🔪" in wrong(row, text="Stuurde 🔪 en 中文.")["text"][0]


def test_what_the_handler_must_fill_in_is_asked_for(dossier: Dossier) -> None:
    row = dossier.impose("damage_recovery")
    assert any("[rekeningnummer]" in sentence for sentence in wrong(row)["text"])
    damage = {"owner": "municipality", "description": "Ruit", "amount": 1250, "recovered": None}
    handling.record_damage(dossier.bob, dossier.incident, uuid.uuid4(), damage)
    handling.record_damage(
        dossier.bob, dossier.incident, uuid.uuid4(), damage | {"owner": "employee", "description": "Brilglas"}
    )
    text = composed(row).text
    assert "Ruit: € 1.250,00" in text
    # What an employee lost would point at them.
    assert "Brilglas" not in text


@pytest.mark.parametrize("heard", Heard)
def test_it_says_whether_somebody_was_heard(dossier: Dossier, heard: Heard) -> None:
    row = dossier.impose(heard=heard, heard_note="Notitie Kanarie.")
    text = composed(row).text
    assert "wat er volgens u is gebeurd" in text
    assert "Kanarie" not in text


def test_where_an_employee_lives_is_no_place_in_a_letter(world: World) -> None:
    make_letterhead(world.waterrijk)
    dossier = Dossier(world, channel="private", place="Kanariestraat 5")
    row = dossier.impose()
    assert dossier.incident.place == "Kanariestraat 5"
    assert "Kanariestraat" not in composed(row).text


def test_every_sanction_has_its_letter() -> None:
    for kind in SanctionKind:
        assert imposing(Sanction(kind=kind)) in ABOUT_SANCTIONS
