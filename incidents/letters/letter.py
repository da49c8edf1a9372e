# SPDX-License-Identifier: EUPL-1.2
"""One letter: put together from the record, checked as it is about to be made, and made. It is kept nowhere."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.appearance import logo_of
from accounts.models import Municipality
from incidents.models import Incident, Involvement, Letterhead, LetterKind, LetterTemplate, Sanction
from incidents.moments import last_day
from protection.bsn_in_text import bsns_in
from retention.terms import local_date

from . import facts
from .blocks import Block, closing
from .kinds import OF_REQUEST, REMEDIES, remedy_of
from .naming import named_in, names_of
from .placeholders import fill, left_open, offers_objection
from .rendering import compile_document, parts_of, undrawable
from .standard import standard_text
from .versions import current

TEMPLATE = "letter.typ"
SALUTATION = "Geachte heer of mevrouw,"
# What the handler may change, as fields of a form.
WRITTEN = ("subject", "salutation", "text", "address")


class NoLetterhead(Exception):
    """The administrator did not fill in the letterhead yet; without it nobody knows where to complain."""


@dataclass(frozen=True)
class Letter:
    """What a handler gets to edit, with what stands around it. `address` is typed for this one time."""

    kind: LetterKind
    municipality: Municipality
    head: Letterhead
    reference: str
    version: LetterTemplate
    closing: list[Block]
    subject: str
    text: str
    salutation: str = SALUTATION
    address: str = ""
    date: datetime.date | None = None
    # What people wrote in the record that this letter repeats.
    recorded: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Of the file: its kind and the reference, and nobody's name."""
        with translation.override("nl"):
            return f"{self.kind.label} {self.reference}"

    @property
    def file_name(self) -> str:
        return f"brief-{self.reference}.pdf"


def letterhead_of(municipality: Municipality) -> Letterhead:
    """Raises NoLetterhead."""
    head = Letterhead.objects.filter(municipality=municipality).first()
    if head is None:
        raise NoLetterhead
    return head


def compose(involvement: Involvement, kind: str, sanction: Sanction | None = None) -> Letter:
    """The letter of this kind, filled from the record. Raises NoLetterhead."""
    incident = involvement.incident
    head = letterhead_of(incident.municipality)
    version = current(incident.municipality, kind)
    values = facts.values_of(involvement, sanction)
    with translation.override("nl"):
        blocks = closing(
            head,
            incident.municipality.name,
            remedy_of(sanction, kind),
            _seen_until(involvement, sanction, kind),
            last_day(incident.destroy_at),
        )
    return Letter(
        kind=LetterKind(kind),
        municipality=incident.municipality,
        head=head,
        reference=incident.reference,
        version=version,
        closing=blocks,
        subject=" ".join(fill(version.subject, values).split()),
        text=fill(version.body, values),
        address=involvement.perpetrator.name,
        date=local_date(timezone.now()),
        recorded=facts.recorded_words(sanction) | {"place": incident.place},
    )


def invented(municipality: Municipality, version: LetterTemplate) -> Letter:
    """A letter to show what a text looks like, about invented people. Raises NoLetterhead."""
    values = facts.invented(municipality.name)
    head = letterhead_of(municipality)
    return Letter(
        kind=LetterKind(version.kind),
        municipality=municipality,
        head=head,
        reference=facts.INVENTED["kenmerk"],
        version=version,
        closing=invented_closing(head, municipality, version.kind),
        subject=" ".join(fill(version.subject, values).split()),
        text=fill(version.body, values),
        salutation=facts.INVENTED_SALUTATION,
        address=facts.INVENTED_ADDRESS,
        date=local_date(timezone.now()),
    )


def invented_closing(head: Letterhead, municipality: Municipality, kind: str) -> list[Block]:
    """The fixed blocks as they would stand under a letter of this kind."""
    until = None if kind == LetterKind.ANNULMENT else facts.INVENTED_UNTIL
    gone = None if kind in OF_REQUEST else facts.INVENTED_GONE
    with translation.override("nl"):
        return closing(head, municipality.name, REMEDIES[LetterKind(kind)], until, gone)


def wrong_with(letter: Letter, involvement: Involvement, sanction: Sanction | None) -> dict[str, list[str]]:
    """Why this letter may not be made, per field (WRITTEN; "" for the letterhead), in sentences; empty when it may."""
    incident = involvement.incident
    names, own = names_of(incident), [involvement.perpetrator.name, incident.aggressor_name]
    bsns = _known_bsns(incident)
    ordinary = _ordinary(letter, involvement, sanction)
    found: dict[str, list[str]] = {}
    for name in WRITTEN:
        text = getattr(letter, name)
        # Above the letter stands who it is written to, whatever the employee is called.
        theirs = own if name in ("salutation", "address") else []
        wrong = wrong_in(text, named_in(text, names, ordinary, theirs), bsns)
        if name in ("subject", "text") and REMEDIES[letter.kind] != "objection":
            wrong += wrong_remedy(text, letter.recorded)
        if name == "text":
            template = f"{letter.version.body}\n{facts.NO_DAMAGE}"
            wrong += [
                _("Vul in wat hier nog open staat: %(what)s") % {"what": w} for w in left_open(text, template)
            ]
        if wrong:
            found[name] = wrong
    if wrong := _wrong_head(letter, names):
        found[""] = wrong
    return found


def make(letter: Letter) -> bytes:
    """The PDF, with the municipality's logo where it has one. Raises Undrawable."""
    logo = logo_of(letter.municipality)
    with translation.override("nl"):
        words = {
            "title": letter.title,
            "municipality": letter.municipality.name,
            "logo": list(logo) if logo else [],
            "return_address": letter.head.return_address,
            "place": letter.head.place,
            "telephone": letter.head.telephone,
            "website": letter.head.website,
            "on_behalf_of": letter.head.on_behalf_of,
            "signatory": letter.head.signatory,
            "address": [line.strip() for line in letter.address.split("\n") if line.strip()],
            "date": facts.day(letter.date or local_date(timezone.now())),
            "reference": letter.reference,
            "subject": letter.subject,
            "salutation": letter.salutation,
            "parts": parts_of(letter.text),
            "closing": [
                {"heading": b.heading, "paragraphs": b.paragraphs, "items": b.items, "after": b.after}
                for b in letter.closing
            ],
        }
    return compile_document(TEMPLATE, words, timezone.now())


def _seen_until(involvement: Involvement, sanction: Sanction | None, kind: str) -> datetime.date | None:
    """The last day on which a registry reader sees what this letter is about (R3); None when none does any more."""
    moments = [involvement.visible_until, involvement.incident.destroy_at]
    if sanction is not None:
        moments.append(sanction.visible_until)
    if kind == LetterKind.ANNULMENT or None in moments:
        return None
    until = min(moment for moment in moments if moment is not None)
    return last_day(until) if until > timezone.now() else None


def _ordinary(letter: Letter, involvement: Involvement, sanction: Sanction | None) -> str:
    """What the system wrote in this letter, and of the municipality's own words those that are no name, to judge by
    their first letter: a text may by chance name an employee to whom it happened later."""
    values = facts.values_of(involvement, sanction)
    written_by_people = (
        "gedrag",
        "norm",
        "voorwaarden",
        "basisdiensten",
        "reden",
        "schade",
        "plaats_incident",
    )
    system = [value for name, value in values.items() if name not in written_by_people]
    own = f"{letter.version.subject} {letter.version.body}".split()
    own = [word for word in own if word.lstrip("-–(“‘'\"").islower()]
    return "\n".join([*standard_text(letter.kind), SALUTATION, *system, " ".join(own)])


def _wrong_head(letter: Letter, names: list[str]) -> list[str]:
    """The letterhead may name an employee; not in a letter about what happened to them."""
    head = letter.head
    said = "\n".join((head.complaints, head.privacy_contact, head.on_behalf_of, head.signatory))
    named = named_in(said, names, "\n".join((letter.municipality.name, head.place, head.return_address)))
    if not named:
        return []
    return [
        _("Het briefhoofd noemt %(words)s. Vraag de applicatiebeheerder om daar geen naam te gebruiken.")
        % {"words": ", ".join(f"“{word}”" for word in named)}
    ]


def _known_bsns(incident: Incident) -> list[str]:
    people = Involvement.objects.filter(incident=incident).select_related("perpetrator")
    return [i.perpetrator.bsn for i in people if i.perpetrator.bsn]


def wrong_in(text: str, named: list[str], bsns: Iterable[str]) -> list[str]:
    """Why one of the written parts may not be as it is, in sentences: a name, a BSN, what cannot be printed."""
    wrong = []
    if named:
        wrong.append(
            _(
                "Haal weg: %(words)s. Zo heet een medewerker die dit overkwam of meldde. Die staat nooit in een brief, ook "
                "niet als iemand anders zo heet. Schrijf bijvoorbeeld: onze medewerker."
            )
            % {"words": ", ".join(f"“{word}”" for word in named)}
        )
    if bsns_in(text, bsns):
        wrong.append(_("Haal het BSN weg. Dat staat nooit in een brief."))
    if missing := undrawable([text]):
        wrong.append(
            _("Haal dit weg, of schrijf het in letters; het kan niet worden afgedrukt: %(signs)s")
            % {"signs": " ".join(missing[:20])}
        )
    return wrong


def wrong_remedy(text: str, recorded: Mapping[str, str]) -> list[str]:
    """Why a letter that is no besluit may not say this: it offers objection or appeal."""
    sentence = offers_objection(text, recorded)
    if not sentence:
        return []
    return [
        _(
            "Haal deze zin weg: “%(sentence)s” Deze brief is geen besluit, bezwaar en beroep staan er niet tegen open. Wat "
            "wel kan, staat onder de brief."
        )
        % {"sentence": sentence[:200]}
    ]
