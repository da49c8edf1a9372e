# SPDX-License-Identifier: EUPL-1.2
"""The forms about letters: their text as it is about to be made, that one was sent, and the municipality's own words."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Refusable
from gir.fields import DutchDateField, DutchTimeField
from gir.widgets import LongText, RadioGroup
from incidents.letters.placeholders import wrong_in_body, wrong_in_subject
from incidents.models import Letterhead, LetterSent, LetterTemplate
from protection.bsn_in_text import bsns_in

from .handling import CHOOSE, MomentMixin, local_parts, plausible, token_field
from .texts import LineField, TextField

LETTER_MAX = 30_000
# As many as fit in the window of an envelope.
ADDRESS_LINES = 7
# What a browser would otherwise offer again elsewhere.
NO_KEEPING = {"autocomplete": "off"}


class LetterTextForm(forms.Form):
    """A letter before it is made. What is typed here is in the letter and nowhere else."""

    address = TextField(
        label=_("Naam en adres"),
        help_text=_("Zoals op de envelop. Het adres wordt niet bewaard."),
        max_length=400,
        widget=LongText(attrs={"rows": 4, **NO_KEEPING}),
        error_messages={"required": _("Vul in aan wie de brief gaat, met het adres.")},
    )
    date = DutchDateField(label=_("Datum van de brief"), error_messages={"required": _("Vul een datum in.")})
    subject = LineField(label=_("Onderwerp"), error_messages={"required": _("Vul het onderwerp in.")})
    salutation = LineField(
        label=_("Aanhef"),
        widget=forms.TextInput(attrs=NO_KEEPING),
        error_messages={"required": _("Vul de aanhef in.")},
    )
    text = TextField(
        label=_("Tekst"),
        help_text=_(
            "Een regel die begint met # en een spatie is een kopje; met - en een spatie een opsomming. Noem geen medewerker "
            "en geen BSN."
        ),
        max_length=LETTER_MAX,
        widget=LongText(attrs={"rows": 24}),
        error_messages={"required": _("Schrijf de tekst van de brief.")},
    )

    def clean_date(self) -> datetime.date | None:
        return plausible(self.cleaned_data["date"], future=True)

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if len([line for line in address.split("\n") if line.strip()]) > ADDRESS_LINES:
            raise forms.ValidationError(_("Dit past niet op de brief. Gebruik hoogstens zeven regels."))
        return address

    def refuse(self, wrong: dict[str, list[str]]) -> None:
        for name, sentences in wrong.items():
            for sentence in sentences:
                self.add_error(name or None, sentence)


class LetterSentForm(MomentMixin, forms.Form):
    """Which letter went, when and how."""

    letter = forms.ChoiceField(label=_("Welke brief?"), error_messages=CHOOSE)
    date = DutchDateField(label=_("Datum"), error_messages={"required": _("Vul een datum in.")})
    time = DutchTimeField(
        label=_("Tijd (ongeveer)"), error_messages={"required": _("Vul een tijd in, ongeveer mag ook.")}
    )
    how = forms.ChoiceField(
        label=_("Hoe?"),
        help_text=_("Niet per e-mail: dan is niet zeker wie de brief leest."),
        choices=LetterSent.How.choices,
        widget=RadioGroup,
        initial=LetterSent.How.POST,
        error_messages=CHOOSE,
    )
    token = token_field()

    def __init__(
        self,
        *args: Any,
        letters: Sequence[tuple[str, Any]],
        row: LetterSent | None = None,
        chosen: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["letter"]
        field.choices = letters
        names = [value for value, _label in letters]
        field.initial = chosen if chosen in names else names[0]
        if len(letters) == 1:
            field.widget = forms.HiddenInput()
        day, time = local_parts(row.sent_at if row else timezone.now())
        self.fields["date"].initial, self.fields["time"].initial = day, time
        if row is not None:
            self.fields["how"].initial, self.fields["token"].initial = row.how, row.pk

    @property
    def chosen(self) -> tuple[str, int]:
        """Kind and number of the version."""
        kind, number = self.cleaned_data["letter"].split(":")
        return kind, int(number)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        sent_at: datetime.datetime | None = self.moment("date", "time")
        data["sent_at"] = sent_at
        return data

    def refuse(self, problem: str) -> None:
        self.add_error(
            "date",
            {
                "future": _("Dit moment moet nog komen. Leg het vast als de brief weg is."),
                "before": _("Dit is voor de dag van het besluit."),
            }[problem],
        )


class LetterTemplateForm(Refusable, forms.Form):
    """A municipality's own words for a kind of letter; checked when they are saved."""

    subject = LineField(label=_("Onderwerp"), error_messages={"required": _("Vul het onderwerp in.")})
    body = TextField(
        label=_("Tekst"),
        help_text=_(
            "Een regel die begint met # en een spatie is een kopje; met - en een spatie een opsomming. Wat de afhandelaar "
            "zelf moet invullen, zet u tussen [ en ]."
        ),
        max_length=LETTER_MAX,
        widget=LongText(attrs={"rows": 24}),
        error_messages={"required": _("Schrijf de tekst van de brief.")},
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: LetterTemplate, **kwargs: Any) -> None:
        first = {"subject": version.subject, "body": version.body, "based_on": version.number}
        super().__init__(*args, **{"initial": first, **kwargs})
        self.kind = version.kind

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        if wrong := wrong_in_subject(self.kind, subject):
            raise forms.ValidationError(wrong)
        return subject

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if wrong := wrong_in_body(self.kind, body, self.cleaned_data.get("subject", "")):
            raise forms.ValidationError(wrong)
        return body


class LetterheadForm(forms.ModelForm):
    """Who writes, and where a citizen turns to."""

    class Meta:
        model = Letterhead
        fields = [
            "return_address",
            "place",
            "telephone",
            "website",
            "complaints",
            "privacy_contact",
            "on_behalf_of",
            "signatory",
        ]
        labels = {
            "return_address": _("Retouradres"),
            "place": _("Plaats"),
            "telephone": _("Telefoonnummer"),
            "website": _("Website"),
            "complaints": _("Waar dient iemand een klacht in?"),
            "privacy_contact": _("Functionaris gegevensbescherming"),
            "on_behalf_of": _("Namens wie?"),
            "signatory": _("Functie van wie ondertekent"),
        }
        help_texts = {
            "return_address": _("Op één regel, bijvoorbeeld: Postbus 100, 1234 ZZ Plaats."),
            "place": _("Staat voor de datum."),
            "website": _("Waar ook het privacyprotocol staat, bijvoorbeeld: plaats.nl/privacy."),
            "complaints": _("Een e-mailadres, een postadres, of allebei."),
            "privacy_contact": _(
                "Een e-mailadres, een postadres, of allebei. Hier vraagt iemand om inzage, verbetering of verwijdering."
            ),
            "on_behalf_of": _("Bijvoorbeeld: Namens het college van burgemeester en wethouders."),
            "signatory": _("Alleen de functie. De naam schrijft wie ondertekent er zelf bij."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            self.fields[name] = LineField(
                label=field.label,
                help_text=field.help_text,
                max_length=field.max_length,  # type: ignore[attr-defined]
                error_messages={"required": _("Vul dit in. Het staat in elke brief.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if bsns_in(str(value)):
                self.add_error(name, _("Dit is een BSN. Dat staat nooit in een brief."))
        return data

    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
