# SPDX-License-Identifier: EUPL-1.2
"""Who holds which level where, from when until when, and at whose request (RULES: "Who may do what")."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from accounts.levels import Level
from retention.log_fate import Logged
from retention.models import Recorded, RecordedManager

from .municipality import Municipality, OrganisationalUnit


class Dated(models.Model):
    """From the first day up to and including the last, local dates; an empty side is open."""

    first_day = models.DateField(_("vanaf"), null=True, blank=True)
    last_day = models.DateField(_("tot en met"), null=True, blank=True)
    requested_by = models.CharField(
        _("op verzoek van"), max_length=150, help_text=_("Wie vroeg hierom? Bijvoorbeeld de leidinggevende.")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_days_in_order",
                condition=models.Q(first_day=None)
                | models.Q(last_day=None)
                | models.Q(last_day__gte=models.F("first_day")),
            )
        ]


class _Grant(Dated):
    permission: models.ForeignKey[Permission, Permission]
    content_object = models.ForeignKey(OrganisationalUnit, on_delete=models.CASCADE, db_column="unit_id")

    class Meta(Dated.Meta):
        abstract = True

    @property
    def level(self) -> Level:
        return Level.named(self.permission.codename)

    @property
    def unit(self) -> OrganisationalUnit:
        return self.content_object


class UserGrant(Recorded, UserObjectPermissionBase, _Grant):
    """A level of a person on a unit."""

    log_fate = Logged(
        "content_object__municipality",
        values=("user", "permission", "content_object", "first_day", "last_day", "granted_by"),
    )

    objects: ClassVar[Any] = RecordedManager()

    class Meta(UserObjectPermissionBase.Meta, _Grant.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class GroupGrant(Recorded, GroupObjectPermissionBase, _Grant):
    """A level of a group on a unit."""

    log_fate = Logged(
        "content_object__municipality",
        values=("group", "permission", "content_object", "first_day", "last_day", "granted_by"),
    )

    objects: ClassVar[Any] = RecordedManager()

    class Meta(GroupObjectPermissionBase.Meta, _Grant.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class Membership(Recorded, Dated):
    """A person in a group; it gives what the group is granted, so it is itself a grant."""

    log_fate = Logged("user__municipality", values=("user", "group", "first_day", "last_day", "granted_by"))

    objects = RecordedManager()

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(AuthGroup, on_delete=models.CASCADE, related_name="memberships")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["user", "group"], name="member_once_per_group"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class PendingChange(Recorded):
    """A change that would widen the rights of the administrator who asked for it; a second one decides."""

    log_fate = Logged("municipality", values=("kind", "proposed_by", "decided_by", "decided_at", "outcome"))

    objects = RecordedManager()

    class Kind(models.TextChoices):
        USER_GRANT = "user_grant", _("niveau voor een persoon")
        GROUP_GRANT = "group_grant", _("niveau voor een groep")
        MEMBERSHIP = "membership", _("lidmaatschap van een groep")
        MOVE_UNIT = "move_unit", _("verplaatsing van een onderdeel")
        GROUP_MAPPING = "group_mapping", _("niveau voor een groep van het werkaccount")
        IDENTITY_PROVIDER = "identity_provider", _("inloggen met het werkaccount")

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("goedgekeurd")
        REFUSED = "refused", _("geweigerd")

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # Identifiers and dates only.
    parameters = models.JSONField()
    requested_by = models.CharField(max_length=150)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ["-proposed_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
