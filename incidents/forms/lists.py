# SPDX-License-Identifier: EUPL-1.2
"""What a list of incidents can be narrowed down to."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.choices import BaseChoiceIterator
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField
from gir.widgets import DutchDateInput
from incidents.lateness import Late
from incidents.listing import NOBODY, Filters
from incidents.models import Channel, Severity, Status
from incidents.rows import KINDS
from retention.terms import local_date

Choices = list[tuple[Any, Any]]
ANY = ("", _("Alle"))
# In front of a unit's name, once for every unit above it.
INDENT = "\u2003"


class PlainSelect(forms.Select):
    """A select written in one go: a municipality has hundreds of units, and a template for each takes longer than
    the whole rest of the page. The same mark-up as django/forms/widgets/select.html."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = []
        choices: Any = self.choices
        for key, label in choices:
            selected = " selected" if str(key) == chosen else ""
            options.append(
                f'<option value="{conditional_escape(key)}"{selected}>{conditional_escape(label)}</option>'
            )
        attributes = flatatt(
            {
                "name": name,
                "class": "utrecht-select utrecht-select--html-select",
                **self.build_attrs(self.attrs, attrs),
            }
        )
        # Every part was escaped above.
        return mark_safe(f"<select{attributes}>{''.join(options)}</select>")  # noqa: S308


def _choice(label: Any, choices: Iterable[tuple[Any, Any]] = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[ANY, *choices], required=False, widget=PlainSelect)


class Offered(BaseChoiceIterator):
    """Choices as they are: Django otherwise copies hundreds of them for the field, and once more for its widget."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield from self.choices


class FilterForm(forms.Form):
    """Filters that compose. One that cannot be read says so at its field; the list is shown without it."""

    all_optional = True

    since = DutchDateField(label=_("Gebeurd vanaf"), required=False, widget=DutchDateInput(quick=()))
    until = DutchDateField(label=_("Gebeurd tot en met"), required=False, widget=DutchDateInput(quick=()))
    unit = _choice(_("Onderdeel"))
    status = _choice(_("Status"), [c for c in Status.choices if c[0] != Status.JOINED])
    kind = _choice(_("Soort agressie"), KINDS.items())
    severity = _choice(_("Ernst"), Severity.choices)
    channel = _choice(_("Kanaal"), Channel.choices)
    handler = _choice(_("Afhandelaar"))
    late = _choice(_("Te laat met"), Late.choices)
    tab = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        tab: str,
        units: Iterable[tuple[int, int, str]],
        handlers: Iterable[tuple[int, str]],
    ) -> None:
        """`units`: id, depth and name of what the reader sees, in the order of the tree; `handlers`: id and name."""
        # Of the address only what are filters, so that a link to a page does not drag the place along.
        super().__init__({**{name: data.get(name, "") for name in self.base_fields}, "tab": tab})
        self._choose("unit", [(str(pk), f"{INDENT * depth}{name}") for pk, depth, name in units])
        self._choose("handler", [(NOBODY, _("Nog niemand")), *((str(pk), name) for pk, name in handlers)])

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = Offered([ANY, *choices])  # type: ignore[attr-defined]

    def clean_until(self) -> datetime.date | None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data["until"]
        if since and until and until < since:
            raise forms.ValidationError(_("Kies een datum die niet vóór de eerste datum ligt."))
        return until

    def clean_since(self) -> datetime.date | None:
        since = self.cleaned_data["since"]
        if since and since > local_date(timezone.now()):
            raise forms.ValidationError(_("Kies een datum die niet in de toekomst ligt."))
        return since

    def filters(self) -> Filters:
        """What could be read of it."""
        self.is_valid()
        data = self.cleaned_data
        handler = data.get("handler") or None
        return Filters(
            since=data.get("since"),
            until=data.get("until"),
            unit=int(data["unit"]) if data.get("unit") else None,
            status=data.get("status", ""),
            kind=data.get("kind", ""),
            severity=int(data["severity"]) if data.get("severity") else None,
            channel=data.get("channel", ""),
            handler=int(handler) if handler and handler != NOBODY else handler,
            late=data.get("late", ""),
        )

    def chosen(self) -> dict[str, str]:
        """The filters in force, by field, as a person reads them: "Ernst: Ernstig"."""
        found = {}
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name == "tab" or value in (None, ""):
                continue
            if isinstance(value, datetime.date):
                shown = f"{value:%d-%m-%Y}"
            else:
                labels = {str(key): label for key, label in field.choices}  # type: ignore[attr-defined]
                shown = str(labels[value]).strip(INDENT)
            found[name] = _("%(label)s: %(value)s") % {"label": field.label, "value": shown}
        return found
