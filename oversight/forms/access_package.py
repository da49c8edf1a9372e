# SPDX-License-Identifier: EUPL-1.2
"""The forms of an access package: what was read and what must be blacked out too, and why something goes along."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import LineField
from accounts.text import tidy
from gir.widgets import LongText
from oversight.requests.package import ShownPart
from oversight.requests.package_deciding import REASON_MAX, WORDS_MAX

MOST_LINES = 50


class ReadForm(forms.Form):
    """Of one part: which texts were read as they stand on the page, and words that nobody recognised."""

    words = forms.CharField(
        label=_("Ook afschermen"),
        required=False,
        max_length=WORDS_MAX * MOST_LINES,
        help_text=_(
            "Woorden die iemand bekendmaken en nog te lezen zijn: een bijnaam, een kamer, een auto. Elke regel apart; ze "
            "verdwijnen uit alle teksten van dit pakket."
        ),
        widget=LongText(attrs={"rows": 3, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, part: ShownPart, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("seen") if isinstance(self.data, QueryDict) else []
        # What changed since the page was shown is not among these, and is read again.
        self.seen = [shown.seen for shown in part.items if shown.must_be_read and shown.seen in sent]

    def clean_words(self) -> list[str]:
        lines = [tidy(line) for line in self.cleaned_data["words"].splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if len(lines) > MOST_LINES or any(len(line) > WORDS_MAX for line in lines):
            raise forms.ValidationError(
                _("Vul hoogstens %(lines)s regels in, van hoogstens %(letters)s letters.")
                % {"lines": MOST_LINES, "letters": WORDS_MAX}
            )
        short = [line for line in lines if not any(c.isalnum() for c in line)]
        if short:
            raise forms.ValidationError(_("Een regel zonder letter of cijfer schermt niets af."))
        return lines


class UnmaskForm(forms.Form):
    """Why one thing goes along."""

    reason = LineField(
        label=_("Waarom gaat dit wel mee?"),
        max_length=REASON_MAX,
        help_text=_(
            "Bijvoorbeeld: het slachtoffer vindt het goed, of de aanvrager kent deze naam al. Zo’n besluit wordt bewaard "
            "bij het verzoek, met uw naam."
        ),
        error_messages={"required": _("Vul in waarom dit wel meegaat.")},
        widget=LongText(attrs={"rows": 3, "autocomplete": "off"}),
    )
