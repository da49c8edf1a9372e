# SPDX-License-Identifier: EUPL-1.2
"""Two people at one form: the second sees what changed in the meantime, and loses nothing typed.

A form carries, for each of its fields, a keyed fingerprint of the value that was stored when it was shown. On saving,
the stored values are read again under the incident's lock. Where one differs from what was shown and from what was
typed, nothing is saved: the form comes back with what was typed, and beside each such field stands what is stored now,
by whom and since when. Its fingerprints are then those of the values just shown, so that saving again goes through.
"""

import datetime
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User

from .models import Incident, TimelineEntry

# The name of the hidden input that carries the fingerprints.
SHOWN = "shown"
Stored = Mapping[str, Any]


def canonical(value: Any) -> str:
    """A value as text, the same for what is stored and for what was typed: nothing and empty are one."""
    if value is None or value == "" or (isinstance(value, (list, tuple, set)) and not value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set)):
        return json.dumps(sorted(str(item) for item in value))
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def fingerprint(scope: str, field: str, value: Any) -> str:
    """A keyed hash of one stored value; `scope` says of which form and which record."""
    salt = f"incidents.conflicts:{scope}:{field}"
    return salted_hmac(salt, canonical(value), algorithm="sha256").hexdigest()[:32]


@dataclass(frozen=True)
class Conflict:
    """What somebody else stored in a field after this form was shown."""

    label: str
    value: str
    # Whether the form's own value of this field was typed; otherwise it already holds the stored one.
    typed: bool


class GuardedForm(forms.Form):
    """A form over stored values. `scope` names the form and its record; `stored` holds the values as they are now.

    `actions` are those of the timeline that say who changed these values; `subject` narrows them to one record.
    """

    actions: tuple[TimelineEntry.Action, ...] = ()

    def __init__(self, *args: Any, scope: str, stored: Stored, subject: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {**stored, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.scope = f"{type(self).__name__}:{scope}"
        self.subject = subject
        self.guarded = [name for name in stored if name in self.fields]
        self.conflicts: dict[str, Conflict] = {}
        self.changed_by: TimelineEntry | None = None
        # What the browser says it was shown goes back unchanged with an error of another kind.
        self.shown = str(self.data.get(SHOWN, "")) if self.is_bound else self._fingerprints(stored)

    def _fingerprints(self, stored: Stored) -> str:
        return " ".join(f"{name}:{fingerprint(self.scope, name, stored[name])}" for name in self.guarded)

    def _shown(self) -> dict[str, str]:
        pairs = (part.partition(":") for part in self.shown[:4000].split())
        return {name: value for name, _colon, value in pairs if name in self.guarded}

    def find_conflicts(self, stored: Stored) -> bool:
        """Whether somebody changed, after this form was shown, what it is about to overwrite.

        A field that was not touched here takes over the new value, so that saving again does not undo it.
        """
        shown = self._shown()
        data = self.data.copy()  # type: ignore[attr-defined]
        for name in self.guarded:
            current, was = stored[name], shown.get(name, "")
            if _same(was, fingerprint(self.scope, name, current)):
                continue
            typed = self.cleaned_data.get(name)
            if canonical(typed) == canonical(current):
                continue
            untouched = _same(was, fingerprint(self.scope, name, typed))
            if untouched:
                _put(data, self[name], current)
            label = str(self.fields[name].label or name)
            self.conflicts[name] = Conflict(label, self._readable(name, current), typed=not untouched)
        if self.conflicts:
            self.data = data
            self.shown = self._fingerprints(stored)
        return bool(self.conflicts)

    def says_the_same(self, stored: Stored) -> bool:
        """Whether everything typed is what is stored already: a second click, or two people who agree."""
        return bool(self.guarded) and all(
            canonical(self.cleaned_data.get(name)) == canonical(stored[name]) for name in self.guarded
        )

    def _readable(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if canonical(value) == "":
            return _("niets ingevuld")
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            words = {str(key): str(label) for key, label in choices}
            several = value if isinstance(value, (list, tuple, set)) else [value]
            return ", ".join(words.get(str(v), str(v)) for v in several)
        if isinstance(value, bool):
            return _("ja") if value else _("nee")
        if isinstance(value, datetime.time):
            return f"{value:%H:%M}"
        if isinstance(value, datetime.date):
            return date_format(value)
        if isinstance(value, Decimal):
            return f"€ {value:.2f}".replace(".", ",")
        return str(value)

    def note_who(self, incident: Incident) -> None:
        """Look up on the timeline who made the last change to what this form is about."""
        entries = TimelineEntry.objects.filter(incident=incident, action__in=self.actions)
        if self.subject:
            entries = entries.filter(detail__victim=self.subject)
        self.changed_by = entries.select_related("actor").order_by("-at", "-pk").first()

    @property
    def rows(self) -> list[tuple[forms.BoundField, Conflict | None]]:
        """The visible fields, each with what somebody else stored in it."""
        return [(field, self.conflicts.get(field.name)) for field in self.visible_fields()]

    @property
    def changed_by_name(self) -> str:
        actor: User | None = self.changed_by.actor if self.changed_by else None
        return actor.name if actor else ""


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _put(data: Any, field: forms.BoundField, value: Any) -> None:
    """Put a stored value into posted data, as the browser would have sent it."""
    widget, name = field.field.widget, field.html_name
    if isinstance(widget, forms.CheckboxInput):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif isinstance(value, (list, tuple, set)):
        data.setlist(name, [str(item) for item in value])
    else:
        shown = widget.format_value(field.field.prepare_value(value))
        data[name] = (
            shown[0] if isinstance(shown, list) and shown else "" if shown in (None, []) else str(shown)
        )


def save_guarded(
    form: GuardedForm,
    incident: Incident,
    read: Callable[[], Stored],
    save: Callable[[], Any],
    *,
    even_if_same: bool = False,
) -> bool:
    """Save a valid form, unless somebody else changed its values since it was shown; answers whether it was saved.

    A form that says what is stored already changes nothing, unless `even_if_same`. Reading and saving happen in one transaction under the incident's row lock, so nobody comes between the two.
    What `save` raises undoes everything.
    """
    with transaction.atomic():
        Incident.objects.select_for_update(of=("self",)).filter(pk=incident.pk).first()
        stored = read()
        if form.find_conflicts(stored):
            form.note_who(incident)
            return False
        if even_if_same or not form.says_the_same(stored):
            save()
    return True
