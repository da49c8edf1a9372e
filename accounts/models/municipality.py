# SPDX-License-Identifier: EUPL-1.2
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from accounts import colours
from accounts.levels import Level
from retention.log_fate import Logged
from retention.models import Recorded, RecordedManager, RecordedQuerySet

from .retention_policy import RetentionPolicy


class Theme(models.TextChoices):
    DEFAULT = "standaard", _("Standaard")
    WATERRIJK = "waterrijk", _("Waterrijk")
    DUINVEEN = "duinveen", _("Duinveen")


class Municipality(Recorded):
    """A municipality: nothing about a person crosses from one to another (LEI 10)."""

    log_fate = Logged(
        "self", values=("theme", "bans_need_supervisor", "in_use_since", "stopped_at", "closed_at")
    )

    objects = RecordedManager()

    name = models.CharField(_("naam"), max_length=100)
    slug = models.SlugField(unique=True)
    theme = models.CharField(_("huisstijl"), max_length=20, choices=Theme.choices, default=Theme.DEFAULT)
    # Its own colours, as #rrggbb; the theme's where there is no main colour. accounts.colours says which may be here.
    main_colour = models.CharField(_("eigen hoofdkleur"), max_length=7, blank=True, default="")
    accent_colour = models.CharField(_("eigen accentkleur"), max_length=7, blank=True, default="")
    logo = models.ForeignKey(
        "accounts.Logo",
        verbose_name=_("logo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # Its own words for "dader" (accounts.own_words); empty for the standard ones.
    perpetrator_one = models.CharField(_("woord voor één dader"), max_length=30, blank=True, default="")
    perpetrator_many = models.CharField(_("woord voor meer daders"), max_length=30, blank=True, default="")
    perpetrator_one_en = models.CharField(
        _("Engels woord voor één dader"), max_length=30, blank=True, default=""
    )
    perpetrator_many_en = models.CharField(
        _("Engels woord voor meer daders"), max_length=30, blank=True, default=""
    )
    is_demo = models.BooleanField(default=False, editable=False)
    # None: it is being set up, and registers nothing yet (accounts.in_use).
    in_use_since = models.DateTimeField(_("in gebruik sinds"), null=True, editable=False)
    # It leaves (oversight.leaving): since when nothing new is registered, and since when administrators alone come in.
    stopped_at = models.DateTimeField(_("gestopt sinds"), null=True, editable=False)
    closed_at = models.DateTimeField(_("gesloten sinds"), null=True, editable=False)
    emergency_number = models.CharField(
        _("eigen noodnummer"),
        max_length=20,
        blank=True,
        help_text=_("Bijvoorbeeld van de bedrijfsbeveiliging."),
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("uitloggen na minuten zonder activiteit"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(60)],
    )
    first_reaction_hours = models.PositiveSmallIntegerField(
        _("eerste reactie binnen (uren)"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    aftercare_first_days = models.PositiveSmallIntegerField(
        _("eerste nazorgcontact na (dagen)"), default=1, validators=[MaxValueValidator(14)]
    )
    aftercare_second_days = models.PositiveSmallIntegerField(
        _("tweede nazorgcontact na (dagen)"), default=7, validators=[MaxValueValidator(60)]
    )
    aftercare_last_from_days = models.PositiveSmallIntegerField(
        _("laatste nazorgcontact vanaf (dagen)"), default=28, validators=[MaxValueValidator(180)]
    )
    aftercare_last_until_days = models.PositiveSmallIntegerField(
        _("laatste nazorgcontact tot en met (dagen)"), default=42, validators=[MaxValueValidator(180)]
    )
    escalate_supervisor_hours = models.PositiveSmallIntegerField(
        _("toezichthouder hoort het na (uren)"), default=24, validators=[MaxValueValidator(720)]
    )
    escalate_coordinator_hours = models.PositiveSmallIntegerField(
        _("coördinator hoort het na (uren)"), default=72, validators=[MaxValueValidator(720)]
    )
    bans_need_supervisor = models.BooleanField(
        _("een verbod of opschorting vraagt de toestemming van een toezichthouder"), default=True
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.aftercare_last_from_days > self.aftercare_last_until_days:
            raise ValidationError(
                {"aftercare_last_until_days": _("Dit moet gelijk aan of later zijn dan het begin.")}
            )
        if self.escalate_supervisor_hours > self.escalate_coordinator_hours:
            raise ValidationError(
                {
                    "escalate_coordinator_hours": _(
                        "De coördinator hoort het niet eerder dan de toezichthouder."
                    )
                }
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A municipality has a retention policy from its first moment on: version 1, with the standard terms."""
        new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if new:
                RetentionPolicy.objects.create(municipality=self, number=1)

    @cached_property
    def retention_policy(self) -> RetentionPolicy:
        """The version that is in force, read once for each time that the municipality is."""
        return self.retention_policies.order_by("-number")[0]

    @property
    def is_in_use(self) -> bool:
        """Whether incidents are registered here: its people were told, the works council agreed (LEI 3.1, 12), and it
        did not leave."""
        return self.in_use_since is not None and self.stopped_at is None

    @property
    def style_path(self) -> str:
        """The address of the style sheet with its own colours; "" for a municipality that has none."""
        return colours_path(self.main_colour, self.accent_colour) if self.main_colour else ""

    @property
    def logo_path(self) -> str:
        """The address of its logo; "" for a municipality that has none."""
        return reverse("logo", args=[self.logo_id]) if self.logo_id else ""

    def months_for_severity(self, severity: int) -> int:
        """R3: how many months after the end of a sanction for an incident of this severity (1 to 4)."""
        return self.retention_policy.months[severity]


def colours_path(main: str, accent: str) -> str:
    """The address of the style sheet that these colours give, saved or not."""
    return reverse("own_colours", args=[main[1:], accent[1:] or "geen", colours.fingerprint(main, accent)])


class UnitQuerySet(RecordedQuerySet, TreeQuerySet):
    """Units, with their place in the tree."""


class OrganisationalUnit(Recorded, TreeNode):
    """A part of the organisation. The root of each tree stands for the municipality itself.

    A unit with history is closed, never deleted: incidents keep pointing at it.
    """

    log_fate = Logged("municipality", values=("municipality", "parent", "closed_on"))

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(_("naam"), max_length=100)
    emergency_number = models.CharField(_("noodnummer van dit onderdeel"), max_length=20, blank=True)
    closed_on = models.DateField(null=True, editable=False)

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        permissions = [(level.value, level.name) for level in Level]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=models.Q(parent=None), name="one_root_per_municipality"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_root(self) -> bool:
        return self.parent_id is None

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.parent is not None and self.parent.municipality_id != self.municipality_id:
            raise ValueError("A unit and its parent belong to one municipality (LEI 10).")
        super().save(*args, **kwargs)
