# SPDX-License-Identifier: EUPL-1.2
"""The identity provider of a municipality, by which its people sign in as they do everywhere else (OpenID Connect)."""

import hashlib
import json
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.levels import Level
from protection.fields import EncryptedJSONField, EncryptedTextField
from retention.log_fate import Logged, NotLogged
from retention.models import Recorded, RecordedManager, RecordedQuerySet

from .municipality import Municipality, OrganisationalUnit
from .people import Group


class IdentityProvider(Recorded):
    """Where the people of a municipality sign in, and what the provider knows this system by."""

    log_fate = Logged(
        "municipality", values=("is_active", "passwords", "offline_access"), ignored=("end_session_endpoint",)
    )

    objects = RecordedManager()

    class Passwords(models.TextChoices):
        ADMINISTRATORS = "administrators", _("Alleen applicatiebeheerders")
        OUTSIDERS = "outsiders", _("Ook mensen met een e-mailadres buiten deze domeinen")
        EVERYBODY = "everybody", _("Iedereen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    municipality = models.OneToOneField(
        Municipality, on_delete=models.PROTECT, related_name="identity_provider"
    )
    issuer = models.URLField(_("adres van de inlogdienst"), max_length=300)
    client_id = models.CharField(_("client-ID"), max_length=191)
    client_secret = EncryptedTextField()
    groups_claim = models.CharField(_("naam van de claim met groepen"), max_length=100, default="groups")
    # Some providers hand out a refresh token only when it is asked for in these words (Entra ID, ADFS).
    offline_access = models.BooleanField(_("vraag om offline_access"), default=False)
    passwords = models.CharField(
        _("wie mag nog met een wachtwoord inloggen"),
        max_length=20,
        choices=Passwords.choices,
        default=Passwords.ADMINISTRATORS,
    )
    is_active = models.BooleanField(default=False, editable=False)
    # Where one signs out there too, as the discovery document said when it was last read; "" for nowhere.
    end_session_endpoint = models.URLField(max_length=500, blank=True, default="", editable=False)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def domain_names(self) -> list[str]:
        """The part after the @ of its people's addresses, in alphabetical order."""
        return sorted(domain.name for domain in self.domains.all())

    @property
    def fingerprint(self) -> str:
        """Of what decides who can come in by this provider: what a second administrator agrees to."""
        facts = [self.issuer, self.client_id, self.groups_claim, self.domain_names]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]

    def covers(self, email: str) -> bool:
        """Whether an address is of one of its domains."""
        return domain_of(email) in self.domain_names


def domain_of(email: str) -> str:
    """What stands after the last @ of an address, as domains are stored; "" for what is no address."""
    before, at, name = email.strip().rpartition("@")
    return name.lower().rstrip(".") if before and at else ""


class EmailDomain(Recorded):
    """A domain whose people sign in by this provider; of one municipality only."""

    log_fate = Logged("provider__municipality")

    objects = RecordedManager()

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=190, unique=True)

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class GroupMapping(Recorded):
    """A group at the provider that gives a level on a unit, through a group here that nobody fills by hand."""

    log_fate = Logged("provider__municipality", values=("level", "unit", "group", "is_in_force"))

    objects = RecordedManager()

    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="mappings")
    value = models.CharField(_("waarde van de groep"), max_length=200)
    level = models.CharField(_("niveau"), max_length=20, choices=Level.choices)
    unit = models.ForeignKey(OrganisationalUnit, on_delete=models.CASCADE, related_name="+")
    requested_by = models.CharField(_("op verzoek van"), max_length=150)
    # Its members follow the provider; made when the line begins to count.
    group = models.OneToOneField(Group, on_delete=models.PROTECT, null=True, related_name="mapping")
    is_in_force = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["value", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "value", "level", "unit"], name="group_mapped_once_to_a_level_on_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class LevelRefused(Recorded):
    """A level that the map would have given somebody, and that the rules of keys and doors refused."""

    log_fate = Logged("mapping__provider__municipality", values=("mapping", "user"))

    objects = RecordedManager()

    mapping = models.ForeignKey(GroupMapping, on_delete=models.CASCADE, related_name="refusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    refused_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "user"], name="level_refused_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class SignOnQuerySet(RecordedQuerySet):
    """Rows of sessions that are not over."""

    def running(self) -> "SignOnQuerySet":
        return self.filter(ends_at__gt=timezone.now())


class SignOnSession(Recorded):
    """What a session that began at the provider needs to ask there again, and no longer than that session lasts (R7).

    The session itself holds the id of this row only, so that neither a dump of sessions nor one of this table opens
    anything."""

    log_fate = NotLogged("the provider's token of one session; gone with it")

    objects: ClassVar[Any] = SignOnQuerySet.as_manager()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ons")
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="sign_ons")
    subject = EncryptedTextField()
    # "" where the provider gave none: the session then ends when the provider must be asked.
    refresh_token = EncryptedTextField()
    # The values of the groups claim, as last read.
    groups = EncryptedJSONField(default=list)
    started_at = models.DateTimeField(default=timezone.now)
    # When the access token is over, and when the provider is asked (again).
    valid_until = models.DateTimeField()
    ask_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
