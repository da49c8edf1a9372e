# SPDX-License-Identifier: EUPL-1.2
import secrets
from typing import Any, ClassVar

from django.contrib.auth import models as auth
from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from retention.log_fate import Logged
from retention.models import Recorded, RecordedQuerySet

from .municipality import Municipality, OrganisationalUnit


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> RecordedQuerySet:
        return RecordedQuerySet(self.model, using=self._db)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in once they have a password; without one they cannot."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator of the installation: reads nothing (RULES: nothing follows from being a superuser)."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def _new_salt() -> str:
    return secrets.token_hex(8)


class GroupManager(auth.GroupManager):
    use_in_migrations = False

    def get_queryset(self) -> RecordedQuerySet:
        return RecordedQuerySet(self.model, using=self._db)


class Group(Recorded, auth.Group):
    """People who are granted a level together. Belongs to one municipality; `name` of the base is internal."""

    log_fate = Logged("municipality", ignored=("name",))

    objects: ClassVar[Any] = GroupManager()

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="groups")
    title = models.CharField(_("naam van de groep"), max_length=100)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "title"], name="group_title_once_per_municipality"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        # The base's name is unique over all municipalities, and must not tell one that another has such a group.
        self.name = self.name or secrets.token_hex(16)
        super().save(*args, **kwargs)


class User(Recorded, auth.AbstractBaseUser, auth.PermissionsMixin):
    """A person of a municipality, or (without one) an operator who reads nothing."""

    log_fate = Logged(
        "municipality",
        values=(
            "municipality",
            "unit",
            "employment",
            "language",
            "is_active",
            "is_superuser",
            "deactivated_at",
            "notice_accepted_at",
            "second_factor_changed_at",
            "signed_out_at",
        ),
        ignored=("last_login", "session_salt", "levels_version"),
    )

    class Employment(models.TextChoices):
        EMPLOYEE = "employee", _("in dienst")
        HIRED = "hired", _("ingehuurd")
        INTERN = "intern", _("stagiair")
        VOLUNTEER = "volunteer", _("vrijwilliger")

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=150)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="people", null=True, blank=True
    )
    unit = models.ForeignKey(
        OrganisationalUnit,
        on_delete=models.PROTECT,
        related_name="people",
        null=True,
        blank=True,
        verbose_name=_("afdeling"),
    )
    function = models.CharField(_("functie"), max_length=100, blank=True)
    employment = models.CharField(
        _("dienstverband"), max_length=10, choices=Employment.choices, default=Employment.EMPLOYEE
    )
    personnel_id = models.CharField(_("personeelsnummer"), max_length=40, blank=True)
    extension = models.CharField(_("toestelnummer"), max_length=20, blank=True)
    # Since when; None: as long as is known. A call from before is not this person's (GRO 6).
    extension_since = models.DateTimeField(null=True, editable=False)
    language = models.CharField(
        _("taal"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    is_active = models.BooleanField(default=True, editable=False)
    deactivated_at = models.DateTimeField(null=True, editable=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    # Which version of the notice to employees they accepted last (accounts.employee_notice), 0 for none, and when.
    notice_version = models.PositiveSmallIntegerField(default=0, editable=False)
    notice_accepted_at = models.DateTimeField(null=True, editable=False)
    # When something about their second factor changed last: added, removed, new codes, a code used up, taken away.
    second_factor_changed_at = models.DateTimeField(null=True, editable=False)
    # When an administrator signed them out everywhere last.
    signed_out_at = models.DateTimeField(null=True, editable=False)
    # Part of every session's fingerprint: a new value ends them all at once.
    session_salt = models.CharField(max_length=16, default=_new_salt, editable=False)
    # How often their levels were changed; a session that began under another number ends, with a word about why.
    levels_version = models.PositiveIntegerField(default=0, editable=False)

    user_permissions = None  # type: ignore[assignment]
    groups = models.ManyToManyField(  # type: ignore[assignment]
        auth.Group,
        through="accounts.Membership",
        through_fields=("user", "group"),
        related_name="user_set",
        related_query_name="user",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "personnel_id"],
                condition=~models.Q(personnel_id=""),
                name="personnel_id_once_per_municipality",
            ),
            models.UniqueConstraint(
                fields=["municipality", "extension"],
                condition=~models.Q(extension="") & models.Q(is_active=True),
                name="extension_once_per_municipality",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        return salted_hmac(
            "accounts.session", self.password + self.session_salt, algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    def end_sessions(self) -> None:
        """Every session of this person ends with its next request."""
        self.session_salt = _new_salt()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the access policy answers for a level on a unit; anything without a unit is no.

        Replaces Django's answer, in which a superuser may do everything. Raises UnknownLevel.
        """
        from accounts import policy

        level = policy.Level.named(perm.rpartition(".")[2])
        return isinstance(obj, OrganisationalUnit) and policy.may(self, level, obj)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return False
