# SPDX-License-Identifier: EUPL-1.2
"""What /stijlgids/ shows: a form with every control, and rows for the lists. Everything here is made up."""

import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from . import themes
from .fields import DutchDateField, DutchTimeField, MoneyField
from .icons import ICONS
from .widgets import CheckboxGroup, ChoiceCards, LongText, YesNo

SEVERITIES = [(1, "Licht"), (2, "Matig"), (3, "Ernstig"), (4, "Zeer ernstig")]
EXAMPLES = {
    1: "Schelden, een grote mond. U kon gewoon verder werken.",
    2: "Herhaald of heel persoonlijk schelden, dreigende houding. U was er even van uit het veld.",
    3: "Bedreiging, duwen, iets vernielen. U voelde zich onveilig.",
    4: "Slaan, een wapen, bedreigd met de dood, of letsel.",
}


class EverythingForm(forms.Form):
    date = DutchDateField(label="Wanneer was het?", help_text="Bijvoorbeeld 21-11-2026.")
    time = DutchTimeField(label="Hoe laat ongeveer?", help_text="Een schatting is genoeg.", required=False)
    place = forms.ChoiceField(
        label="Waar was het?",
        choices=[("", "Kies een plaats"), ("a", "Balie"), ("b", "Spreekkamer"), ("c", "Telefoon")],
    )
    kinds = forms.MultipleChoiceField(
        label="Wat voor agressie was het?",
        help_text="U kunt meer dan één antwoord kiezen.",
        widget=CheckboxGroup(descriptions={"d": "Stalking, herhaald bellen of mailen, chantage"}),
        choices=[
            ("a", "Schelden of beledigen"),
            ("b", "Bedreiging"),
            ("c", "Lichamelijk geweld"),
            ("d", "Andere intimidatie"),
            ("e", "Vernieling"),
            ("f", "Discriminatie"),
        ],
    )
    severity = forms.TypedChoiceField(
        label="Hoe ernstig was het?",
        coerce=int,
        choices=SEVERITIES,
        widget=ChoiceCards(descriptions=EXAMPLES, tones={n: str(n) for n in EXAMPLES}),
    )
    narrative = forms.CharField(
        label="Wat is er gebeurd?",
        help_text="Schrijf op wat er gezegd en gedaan is. Het hoeft niet netjes.",
        widget=LongText,
    )
    police = forms.ChoiceField(
        label="Is er aangifte gedaan?", choices=[("1", "Ja"), ("0", "Nee"), ("2", "Nog niet")], widget=YesNo
    )
    damage = MoneyField(label="Hoeveel schade is er?", required=False)
    name = forms.CharField(
        label="Naam van de dader", help_text="Als u die weet.", required=False, max_length=100
    )
    photo = forms.FileField(
        label="Foto of document", help_text="PDF, PNG of JPEG, hooguit 10 MB.", required=False
    )
    agreed = forms.BooleanField(
        label="Mijn leidinggevende mag mij hierover bellen", help_text="Ook buiten werktijd.", required=False
    )


class FilterForm(forms.Form):
    all_optional = True
    since = DutchDateField(label="Vanaf")
    status = forms.ChoiceField(label="Status", choices=[("", "Alle"), ("new", "Nieuw")])
    unit = forms.ChoiceField(label="Onderdeel", choices=[("", "Alle"), ("1", "Publiekszaken")])
    severity = forms.ChoiceField(label="Ernst", choices=[("", "Alle"), *SEVERITIES])


def context(request: HttpRequest) -> dict[str, Any]:
    """`?thema=` shows another theme, `?fout` the form as it comes back with errors."""
    now = timezone.now()
    form = EverythingForm({"date": "31-02-2026", "name": "x"}, prefix="f") if "fout" in request.GET else None
    rows = [
        ("2026-000148", "21-11-2026", "Bedreiging", 4, "Burgerzaken, balie Stadhuis", "", "Nieuw", "brand", "bell"),
        ("2026-000147", "20-11-2026", "Schelden, online agressie", 1, "Klantcontactcentrum", "J. Bakker", "In behandeling", "info", "clock"),
        ("2026-000141", "17-11-2026", "Vernieling", 3, "Wijkteam Noord", "J. Bakker", "Wacht op u", "wait", "clock"),
        ("2026-000139", "15-11-2026", "Discriminatie", 2, "Toezicht en handhaving", "S. Yılmaz", "Afgesloten", "good", "check"),
    ]  # fmt: skip
    fields = ("reference", "date", "kinds", "level", "unit", "handler", "status", "tone", "icon")
    return {
        "municipality": {"name": "Gemeente Waterrijk", "theme": request.GET.get("thema", "waterrijk")},
        "emergency_number": "0123 45 67 89",
        "demo": True,
        "form": form or EverythingForm(prefix="f"),
        "filter_form": FilterForm(prefix="filter"),
        "themes": themes.available(),
        "icons": sorted(ICONS),
        "rows": [dict(zip(fields, row, strict=True)) for row in rows],
        "tabs": [
            {"label": "Nieuw", "url": "#lists", "count": 3, "current": True},
            {"label": "Van mij", "url": "#lists", "count": 12},
            {"label": "Wacht op een ander", "url": "#lists", "count": 5},
            {"label": "Te laat", "url": "#lists", "count": 2, "late": True},
        ],
        "steps": [
            {"label": "Zorg voor de medewerker", "url": "#case", "state": "done"},
            {
                "label": "Stel de feiten vast",
                "url": "#case",
                "state": "now",
                "note": "Bevestig met het slachtoffer",
            },
            {"label": "Treed op", "url": "#case", "state": ""},
            {"label": "Aangifte en schade", "url": "#case", "state": "late", "note": "2 dagen te laat"},
            {"label": "Voorkom herhaling", "url": "#case", "state": ""},
            {"label": "Sluit af", "url": "#case", "state": ""},
        ],
        "entries": [
            {
                "at": now,
                "what": "Eerste gesprek gevoerd",
                "who": "J. Bakker",
                "text": "Gaat naar omstandigheden.",
            },
            {"at": now - datetime.timedelta(hours=3), "what": "In behandeling genomen", "who": "J. Bakker"},
            {"at": now - datetime.timedelta(hours=5), "what": "Gemeld", "who": "F. de Vries"},
        ],
    }
