# SPDX-License-Identifier: EUPL-1.2
"""Where the free texts of an incident still name somebody, before what is held of them is erased or put right.

What a handler can write anew, a handler writes anew: only a person knows what is left of a sentence without the name.
What nobody can (what a reporter sent, why something was done) loses the name itself.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy, ngettext

from protection.bsn_in_text import bsns_in
from protection.fields import EncryptedField, EncryptedTextField, encrypted_fields
from retention.models import RetainedWith

from .letters.naming import named_in, names_of
from .models import Evidence, Incident, Status, TakenOver, Victim

ERASED = "[…]"
# What a handler can write anew, by model and field, and what the page calls it.
REWRITABLE: dict[tuple[str, str], Any] = {
    ("Incident", "narrative"): gettext_lazy("wat er is gebeurd"),
    ("Incident", "place"): gettext_lazy("de plaats"),
    ("Incident", "conclusion"): gettext_lazy("de conclusie"),
    ("Incident", "waiting_for"): gettext_lazy("waarop de melding wacht"),
    ("Measure", "text"): gettext_lazy("een maatregel"),
    ("PoliceReport", "note"): gettext_lazy("de toelichting bij de aangifte"),
    ("Damage", "description"): gettext_lazy("de schade"),
    ("Aftercare", "note"): gettext_lazy("een aantekening bij de nazorg"),
    ("Victim", "physical_injury"): gettext_lazy("lichamelijk letsel"),
    ("Victim", "mental_injury"): gettext_lazy("psychisch letsel"),
}
# Texts of whoever reported the aggressor: theirs alone, and emptied.
OF_THE_AGGRESSOR = ("aggressor_name", "aggressor_description")
# Evidence goes whole, the marks of a list are no text, and whose name it is stands in a victim's own fields.
LEFT_OUT = (Evidence, TakenOver)


@dataclass(frozen=True, repr=False)
class Whom:
    """Whose traces are sought: the names and the BSN by which they are known."""

    names: tuple[str, ...]
    bsn: str = ""
    # Of a name that was put right: the one that is right now, of which every part may stay.
    right: tuple[str, ...] = ()

    def stands_in(self, text: str, own: Sequence[str]) -> list[str]:
        """The words of a text that name this person; `own`: names of others there, which count as theirs."""
        return named_in(text, self.names, own=[*own, *self.right]) + [
            number for number in bsns_in(text, [self.bsn]) if number == self.bsn
        ]


def others_of(incident: Incident, whom: Whom) -> list[str]:
    """The names of victims and reporters of this incident who are somebody else."""
    return [name for name in names_of(incident) if name not in whom.names]


def to_rewrite(incident: Incident, whom: Whom, but: Collection[Any] = ()) -> list[str]:
    """What a handler must write anew first, in words; nothing of a report that was joined, which nobody writes in.

    `but`: the ids of rows that go anyway.
    """
    if incident.status == Status.JOINED:
        return []
    own = others_of(incident, whom)
    found = [
        str(REWRITABLE[key])
        for row, field, text in texts_of(incident)
        if (key := (type(row).__name__, field.name)) in REWRITABLE
        and row.pk not in but
        and whom.stands_in(text, own)
    ]
    return list(dict.fromkeys(found))


def take_names_out(incident: Incident, whom: Whom, *, every: bool = False) -> None:
    """Take the name out of every text that no handler can write anew, or out of `every` text. Inside a transaction, the
    incident locked; `incident` itself is changed and not saved."""
    own, every = others_of(incident, whom), every or incident.status == Status.JOINED
    changed: dict[Any, list[str]] = {}
    for row, field, text in texts_of(incident):
        if (type(row).__name__, field.name) in REWRITABLE and not every:
            continue
        if words := whom.stands_in(text, own):
            setattr(row, field.name, without(text, words))
            if row is not incident:
                changed.setdefault(row, []).append(field.name)
    for row, names in changed.items():
        row.save(update_fields=names)
    if incident.as_reported:
        incident.as_reported = {
            key: _cleared(value, whom, own) for key, value in incident.as_reported.items()
        }


def _cleared(value: Any, whom: Whom, own: Sequence[str]) -> Any:
    if not isinstance(value, str):
        return value
    words = whom.stands_in(value, own)
    return without(value, words) if words else value


def without(text: str, words: Iterable[str]) -> str:
    """The text with these words taken out."""
    for word in sorted(set(words), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", ERASED, text)
        # A number may be written in groups.
        if word.isdigit():
            text = re.sub(r"[\s.\-]?".join(word), ERASED, text)
    return text


def texts_of(incident: Incident) -> Iterator[tuple[Any, Any, str]]:
    """Every sealed text of an incident and of what belongs to it: the row, the field and the text."""
    for field in encrypted_fields(Incident):
        if isinstance(field, EncryptedTextField) and field.name not in OF_THE_AGGRESSOR:
            yield incident, field, getattr(incident, field.name)
    for model in _parts():
        for row in model.with_due.filter(incident=incident):
            for field in _texts(model):
                if text := getattr(row, field.name):
                    yield row, field, text


@cache
def _parts() -> tuple[Any, ...]:
    """The tables that go with an incident and hold a sealed text; a new one is found by itself."""
    return tuple(
        model
        for model in apps.get_app_config("incidents").get_models()
        if issubclass(model, RetainedWith)
        and model.retained_with == "incident"
        and model not in LEFT_OUT
        and _texts(model)
    )


def _texts(model: Any) -> list[EncryptedField]:
    own = ("name", "function") if model is Victim else ()
    return [
        field
        for field in encrypted_fields(model)
        if isinstance(field, EncryptedTextField) and field.name not in own
    ]


def evidence_in_words(incident: Incident) -> str:
    """That files of an incident go along, because nobody can search in a picture; "" where there are none."""
    count = Evidence.with_due.filter(incident=incident).count()
    words = ngettext("%(n)s bewijsstuk", "%(n)s bewijsstukken", count)
    return words % {"n": count} if count else ""
