# SPDX-License-Identifier: EUPL-1.2
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from retention.log_fate import NotLogged
from retention.policy import (
    LEAST_MONTHS,
    MONTHS,
    MOST_MONTHS,
    REMINDERS,
    RULES_WITH_OWN_ARTICLE,
    articles_with,
    wrong_reminders,
)


def _months(severity: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        default=MONTHS[severity], validators=[MinValueValidator(LEAST_MONTHS), MaxValueValidator(MOST_MONTHS)]
    )


def _article() -> models.CharField:
    return models.CharField(max_length=120, blank=True)


def standard_reminders() -> list[int]:
    return list(REMINDERS)


class RetentionPolicy(models.Model):
    """One version of what a municipality decided about its terms; in force from the moment it was made until the
    next one is. A version is never changed: a change is a new one, and the older ones stay readable.

    What is imposed under a version keeps its months; a later version may shorten them and never lengthens them (R3).
    """

    log_fate = NotLogged("a version stays as it was made, with who made it, when and why")

    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.CASCADE, related_name="retention_policies"
    )
    # 1, 2, 3, … within the municipality; the highest is in force.
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    # None for the first version, which is made with the municipality, and when the person is destroyed (R7).
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    # WOR art. 27: where the works council's consent is found; needed for showing anything longer.
    works_council_reference = models.CharField(max_length=120, blank=True)
    # R3: months after the end of a sanction, per severity of the incident.
    months_severity_1 = _months(1)
    months_severity_2 = _months(2)
    months_severity_3 = _months(3)
    months_severity_4 = _months(4)
    # R4: days ahead on which a sanction that still runs at the end is warned about, the earliest first.
    reminders = models.JSONField(default=standard_reminders)
    # The articles of the municipality's own protocol; "" for those of the model.
    article_r1 = _article()
    article_r2 = _article()
    article_r3 = _article()
    article_r4 = _article()

    class Meta:
        ordering = ["municipality", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="retention_policy_numbered_once"),
            models.CheckConstraint(
                name="retention_policy_months_12_to_24",
                condition=models.Q(
                    **{
                        f"months_severity_{severity}__range": (LEAST_MONTHS, MOST_MONTHS)
                        for severity in MONTHS
                    }
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id}/{self.number}"

    def clean(self) -> None:
        if wrong_reminders(self.reminders):
            raise ValidationError({"reminders": _("Noem een tot zes dagen, van 1 tot en met 365.")})

    @property
    def months(self) -> Mapping[int, int]:
        """R3: the months per severity (1 to 4)."""
        return {severity: getattr(self, f"months_severity_{severity}") for severity in MONTHS}

    @property
    def articles(self) -> dict[str, str]:
        """The article of every rule (R1 to R8), in the active language where it is not the municipality's own."""
        return articles_with(
            {rule: getattr(self, f"article_{rule.lower()}") for rule in RULES_WITH_OWN_ARTICLE}
        )

    @property
    def own_articles(self) -> list[tuple[str, str]]:
        """The rules whose article a municipality names itself, with that article."""
        return [(rule, article) for rule, article in self.articles.items() if rule in RULES_WITH_OWN_ARTICLE]

    @property
    def decided(self) -> dict[str, Any]:
        """Everything that this version decides, by the names of its columns."""
        names = [
            *(f"months_severity_{severity}" for severity in MONTHS),
            "reminders",
            *(f"article_{rule.lower()}" for rule in RULES_WITH_OWN_ARTICLE),
        ]
        return {name: getattr(self, name) for name in names}
