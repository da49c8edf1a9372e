# SPDX-License-Identifier: EUPL-1.2
"""What a victim or reporter adds to a report later."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gir.widgets import RadioGroup
from incidents.models import Contribution

from .texts import TextField

Kind = Contribution.Kind
EXPLAINED = {
    Kind.ADDITION: _("U weet nog iets, of er is iets bijgekomen."),
    Kind.CORRECTION: _("Er staat iets verkeerd. Schrijf op wat het moet zijn."),
    Kind.OBJECTION: _("U bent het niet eens met wat er is vastgelegd of gedaan."),
}


class ContributionForm(forms.Form):
    """Add; and for a victim also correct or object."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Wat wilt u doen?"),
        choices=[
            (Kind.ADDITION, _("Iets toevoegen")),
            (Kind.CORRECTION, _("Iets verbeteren")),
            (Kind.OBJECTION, _("Bezwaar maken")),
        ],
        widget=RadioGroup(descriptions=EXPLAINED),
        error_messages={
            "required": _("Kies wat u wilt doen."),
            "invalid_choice": _("Kies wat u wilt doen."),
        },
    )
    text = TextField(
        label=_("Uw tekst"),
        help_text=_("Alleen de afhandelaar en de toezichthouder lezen dit."),
        error_messages={
            "required": _("Schrijf op wat u wilt laten weten."),
            "max_length": _(
                "Deze tekst is te lang: er passen %(limit_value)d tekens in, en u hebt er %(show_value)d."
            ),
        },
    )

    def __init__(self, *args: Any, is_victim: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.pop("maxlength", None)
        if not is_victim:
            # A colleague who reported may add, and no more.
            del self.fields["kind"]

    @property
    def chosen_kind(self) -> str:
        """What kind of contribution this is. Call it on a valid form."""
        return self.cleaned_data.get("kind", Kind.ADDITION)


def kept_contribution(answers: QueryDict) -> dict[str, list[str]]:
    """What a draft keeps of a contribution that is being written."""
    return {name: [answers.get(name, "")[:50_000]] for name in ("kind", "text")}


def initial_of(kept: dict[str, Any]) -> dict[str, Any]:
    """The answers of such a draft as the first contents of the form."""
    return {name: kept[name][0] for name in ("kind", "text") if kept.get(name)}
