# SPDX-License-Identifier: EUPL-1.2
"""An application administrator takes away somebody's second factor: they lost their telephone and their codes."""

from django.utils.translation import gettext_lazy as _

from . import policy, second_factor
from .administering import NotAllowed, Refused, changing
from .models import User


class LevelsElsewhere(Refused):
    message = _(
        "Deze persoon heeft ook een niveau buiten uw onderdelen. Vraag een applicatiebeheerder van de hele gemeente."
    )


def reset_factors(actor: User, person: User) -> None:
    """Passkeys, app and recovery codes of this person go, every session of theirs ends, and a mail tells them. The change
    log holds who did it and when (User.second_factor_changed_at).

    Raises NotAllowed (also for one's own: who has them, changes them), PersonInactive, LevelsElsewhere.
    """
    with changing(actor) as admin:
        row = admin.active_person(person)
        if row.pk == admin.actor.pk:
            raise NotAllowed
        if any(holding.unit.pk not in admin.units for holding in policy.holdings_of(row)):
            raise LevelsElsewhere
        second_factor.take_away(row)
