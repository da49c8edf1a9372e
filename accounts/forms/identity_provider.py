# SPDX-License-Identifier: EUPL-1.2
"""What an administrator types about the identity provider and the map of its groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.administering import Administration
from accounts.models import IdentityProvider
from accounts.single_sign_on.setting_up import ProviderFacts
from gir.widgets import RadioGroup

from .fields import LineField, Refusable
from .grants import LevelPart, UnitPart

WITHOUT_COMPLETION = {"autocomplete": "off", "spellcheck": "false"}
# What may change while people sign in by it.
WHILE_ON = ("client_secret", "offline_access", "passwords")


class ProviderForm(Refusable, forms.Form):
    """The provider; while it is on, only what does not decide who comes in. The secret is written, never shown."""

    issuer = LineField(
        label=_("Adres van de inlogdienst (issuer)"),
        max_length=300,
        help_text=_("Bijvoorbeeld https://inloggen.gemeente.nl/realms/gemeente. Neem het precies over."),
        error_messages={"required": _("Vul het adres van de inlogdienst in.")},
        widget=forms.TextInput(attrs=WITHOUT_COMPLETION | {"inputmode": "url"}),
    )
    client_id = LineField(
        label=_("Client-ID"),
        max_length=191,
        error_messages={"required": _("Vul het client-ID in.")},
        widget=forms.TextInput(attrs=WITHOUT_COMPLETION),
    )
    client_secret = LineField(
        label=_("Client secret"),
        max_length=500,
        error_messages={"required": _("Vul het client secret in.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
    )
    domains = forms.CharField(
        label=_("Domeinen van de e-mailadressen"),
        max_length=2000,
        help_text=_("Wat achter het apenstaartje staat; elk domein op een eigen regel."),
        error_messages={"required": _("Vul minstens één domein in.")},
        widget=forms.Textarea(attrs=WITHOUT_COMPLETION | {"rows": 3}),
    )
    groups_claim = LineField(
        label=_("Naam van de claim met groepen"),
        max_length=100,
        initial="groups",
        error_messages={"required": _("Vul de naam van de claim in; meestal is dat groups.")},
        widget=forms.TextInput(attrs=WITHOUT_COMPLETION | {"class": "gir-width-m"}),
    )
    offline_access = forms.BooleanField(
        label=_("Vraag om offline_access"),
        required=False,
        help_text=_("Nodig bij Entra ID en ADFS, zodat groepen ook tijdens het werk worden bijgehouden."),
    )
    passwords = forms.ChoiceField(
        label=_("Wie mag nog met een wachtwoord inloggen?"),
        choices=IdentityProvider.Passwords.choices,
        initial=IdentityProvider.Passwords.ADMINISTRATORS,
        widget=RadioGroup(
            descriptions={
                IdentityProvider.Passwords.ADMINISTRATORS: _(
                    "Zo komt er nog iemand in het systeem als de inlogdienst niet werkt."
                )
            }
        ),
    )

    def __init__(self, *args: Any, row: IdentityProvider | None, **kwargs: Any) -> None:
        if row is not None:
            names = ("issuer", "client_id", "groups_claim", "offline_access", "passwords")
            kwargs["initial"] = {name: getattr(row, name) for name in names} | {
                "domains": "\n".join(row.domain_names)
            }
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            self.fields["client_secret"].required = False
            self.fields["client_secret"].help_text = _("Leeg laten: het secret dat er al is, blijft.")
        if row is not None and row.is_active:
            for name in set(self.fields) - set(WHILE_ON):
                del self.fields[name]

    def facts(self) -> ProviderFacts:
        """What was typed, with what is written down where it was not asked."""
        typed = self.cleaned_data
        row = self.row
        if row is not None and row.is_active:
            kept = {name: getattr(row, name) for name in ("issuer", "client_id", "groups_claim")}
            return ProviderFacts(**kept, domains=tuple(row.domain_names), **typed)
        words = typed["domains"].replace(",", " ").lower().split()
        names = tuple(dict.fromkeys(word.lstrip("@").rstrip(".") for word in words))
        return ProviderFacts(**(typed | {"domains": names}))


class MappingForm(LevelPart, UnitPart, Refusable, forms.Form):
    """A group at the provider, and what being in it gives."""

    value = LineField(
        label=_("Groep bij de inlogdienst"),
        max_length=200,
        help_text=_("Zoals die in de claim staat: bij Entra ID de object-ID, bij Keycloak en ADFS de naam."),
        error_messages={"required": _("Vul de groep in.")},
        widget=forms.TextInput(attrs=WITHOUT_COMPLETION),
    )
    requested_by = LineField(
        label=_("Op verzoek van"),
        max_length=150,
        help_text=_("Wie vroeg hierom? Bijvoorbeeld de leidinggevende."),
        error_messages={"required": _("Vul in wie hierom vroeg.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("value", "level", "unit", "requested_by")

    def __init__(self, *args: Any, admin: Administration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_levels(whole=True)
        unit = self.fields["unit"]
        unit.offer(admin)  # type: ignore[attr-defined]
