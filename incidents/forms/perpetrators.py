# SPDX-License-Identifier: EUPL-1.2
"""The forms about who it was: name, date of birth, BSN, description (LEI 3.5), and nothing else."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gir.fields import DutchDateField
from gir.widgets import DutchDateInput, RadioGroup
from incidents.conflicts import GuardedForm, fingerprint
from incidents.models import Document, Incident, Perpetrator, RevealReason, TimelineEntry
from incidents.perpetrators import PersonFacts
from protection.bsn import NotABsn, read_bsn
from retention.terms import local_date

from .handling import CHOOSE, token_field
from .reporting import SHORT_TEXT_MAX
from .reporting_victim import NAME_MAX
from .texts import LineField, TextField

Action = TimelineEntry.Action
OLDEST = 125

WRONG_BSN: dict[str, Any] = {
    "digits": _("Een BSN bestaat alleen uit cijfers."),
    "length": _("Een BSN heeft negen cijfers. Begint het met een nul, dan mogen het er acht zijn."),
    "check": _("Dit is geen geldig BSN. Kijk na of alle cijfers kloppen."),
}


class BsnField(forms.CharField):
    """A BSN, typed with or without spaces and dots; cleaned it is nine digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "gir-width-m"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 20, **kwargs})

    def to_python(self, value: Any) -> Any:
        try:
            return read_bsn(value) if isinstance(value, str) else ""
        except NotABsn as error:
            raise forms.ValidationError(WRONG_BSN[error.code], code=error.code) from error


def plausible_birth(day: datetime.date | None) -> datetime.date | None:
    """Raises ValidationError for a day on which nobody alive was born."""
    if day is None:
        return None
    today = local_date(timezone.now())
    if day > today:
        raise forms.ValidationError(_("Deze datum ligt in de toekomst."), code="future")
    if today.year - day.year > OLDEST:
        raise forms.ValidationError(_("Kijk het jaartal na."), code="year")
    return day


class PersonFields(forms.Form):
    """What may be known of a person. A name or a description is needed; the rest may stay empty."""

    # The labels say by themselves what may stay empty: name or description, one of the two.
    all_optional = True

    name = LineField(
        label=_("Naam"),
        help_text=_("Voornaam en achternaam, zoals u ze weet. Weet u geen naam? Vul dan een signalement in."),
        required=False,
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    date_of_birth = DutchDateField(
        label=_("Geboortedatum (niet verplicht)"), required=False, widget=DutchDateInput(quick=())
    )
    bsn = BsnField(
        label=_("BSN (niet verplicht)"),
        help_text=_("Alleen als u het zeker weet. Spaties en punten mogen."),
    )
    bsn_verified_with = forms.ChoiceField(
        label=_("Waarmee is het BSN gecontroleerd? (niet verplicht)"),
        help_text=_("Uw naam en de dag van vandaag komen erbij te staan."),
        choices=[("", _("Niet gecontroleerd")), *Document.choices],
        required=False,
        error_messages=CHOOSE,
    )
    description = TextField(
        label=_("Signalement (niet verplicht als u de naam weet)"),
        help_text=_(
            "Waaraan een collega deze persoon herkent: geschatte leeftijd, lengte, opvallende kenmerken. "
            "Geen afkomst, geloof, gezondheid of oordeel."
        ),
        required=False,
        max_length=SHORT_TEXT_MAX,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["description"].widget.attrs["rows"] = 3

    def clean_date_of_birth(self) -> datetime.date | None:
        return plausible_birth(self.cleaned_data["date_of_birth"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        said = {name: (data.get(name) or "").strip() for name in ("name", "description")}
        if not any(said.values()) and not {"name", "description"} & self.errors.keys():
            self.add_error("name", _("Vul een naam in, of hieronder een signalement."))
        if data.get("bsn_verified_with") and "bsn" not in self.errors and not self.final_bsn():
            self.add_error("bsn_verified_with", _("Vul ook het BSN in dat is gecontroleerd."))
        return data

    def final_bsn(self) -> str:
        """The BSN as it is after saving."""
        return self.cleaned_data.get("bsn") or ""

    def facts(self) -> PersonFacts:
        """What was filled in, of a valid form."""
        data = self.cleaned_data
        return PersonFacts(
            name=data["name"],
            description=data["description"],
            date_of_birth=data["date_of_birth"],
            bsn=self.final_bsn(),
            bsn_verified_with=data["bsn_verified_with"],
        )


class NamePersonForm(PersonFields):
    """Who it was. The token is the id of what it makes, so that a second click makes nothing."""

    token = token_field()


class ChangePersonForm(PersonFields, GuardedForm):
    """Put right what is known. A BSN that is stored is not shown here: it stays, or another one takes its place."""

    actions = (Action.PERPETRATOR_NAMED, Action.PERPETRATOR_CHANGED)

    remove_bsn = forms.BooleanField(label=_("Haal het bewaarde BSN weg"), required=False)
    # Of which stored BSN this form was shown; a keyed hash, as in conflicts.GuardedForm.
    bsn_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, stored_bsn: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_bsn = stored_bsn
        self.initial["bsn_shown"] = self._hash(stored_bsn)
        self.order_fields(["name", "date_of_birth", "bsn", "remove_bsn", "bsn_verified_with", "description"])
        if stored_bsn:
            self.fields["bsn"].label = _("Ander BSN (niet verplicht)")
            self.fields["bsn"].help_text = _(
                "Er is een BSN bewaard dat eindigt op %(last)s. Laat dit leeg als dat zo kan blijven."
            ) % {"last": stored_bsn[-2:]}
        else:
            del self.fields["remove_bsn"]

    @staticmethod
    def stored_of(perpetrator: Perpetrator) -> dict[str, Any]:
        """The values of this form that are stored now; the BSN is guarded apart."""
        names = ("name", "date_of_birth", "bsn_verified_with", "description")
        return {name: getattr(perpetrator, name) for name in names}

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("remove_bsn"):
            self.cleaned_data["bsn_verified_with"] = ""
        data = super().clean()
        if data.get("remove_bsn") and data.get("bsn"):
            self.add_error("remove_bsn", _("Kies een van de twee: een ander BSN, of geen BSN."))
        return data

    def final_bsn(self) -> str:
        if self.cleaned_data.get("bsn"):
            return str(self.cleaned_data["bsn"])
        return "" if self.cleaned_data.get("remove_bsn") else self.stored_bsn

    def bsn_was_changed_by_another(self, stored_bsn: str) -> bool:
        """Whether somebody stored another BSN since this form was shown, and this form would overwrite it.

        What they stored is what was shown when the form comes back, so that saving again goes through.
        """
        changed = self.cleaned_data.get("bsn_shown") != self._hash(stored_bsn)
        self.stored_bsn = stored_bsn
        data = self.data.copy()  # type: ignore[attr-defined]
        data["bsn_shown"] = self._hash(stored_bsn)
        self.data = data
        return changed and self.final_bsn() != stored_bsn

    def note_who(self, incident: Incident) -> None:
        """Who made the last change to this person; not who did so from an incident that this reader may not know."""
        entries = TimelineEntry.objects.filter(
            incident__involvements__perpetrator_id=uuid.UUID(self.subject),
            action__in=self.actions,
            detail__perpetrator=self.subject,
        )
        last = entries.select_related("actor").order_by("-at", "-pk").first()
        self.changed_by = last if last and last.incident_id == incident.pk else None

    def says_the_same(self, stored: Any) -> bool:
        return super().says_the_same(stored) and self.final_bsn() == self.stored_bsn

    def _hash(self, stored_bsn: str) -> str:
        return fingerprint(self.scope, "bsn", stored_bsn)


class RevealForm(forms.Form):
    """Why the whole BSN is needed: a closed list, because the answer is kept."""

    reason = forms.ChoiceField(
        label=_("Waarvoor hebt u het hele BSN nodig?"),
        help_text=_("Uw naam, de reden en het tijdstip worden bewaard."),
        choices=RevealReason.choices,
        widget=RadioGroup,
        error_messages=CHOOSE,
    )
