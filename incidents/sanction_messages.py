# SPDX-License-Identifier: EUPL-1.2
"""What somebody who decided about a sanction is told: what it did, until which day it is seen, what must be done now.

No name stands in it: a message waits in the session.
"""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from retention.terms import local_date, sanction_due

from .models import Sanction
from .moments import last_day, moment_in_words
from .sanction_words import day, lower, months


def imposed(sanction: Sanction) -> str:
    """Of a sanction that was imposed just now."""
    words = [_("Opgelegd: %(kind)s.") % {"kind": lower(sanction.get_kind_display())}]
    if sanction.is_lasting:
        words.append(_("Dit geldt tot en met %(day)s.") % {"day": day(sanction.planned_end)})
    return " ".join([*words, _seen(sanction), _letter(sanction)])


def proposed(sanction: Sanction, supervisors: Iterable[User]) -> str:
    """Of a proposal, with how many can allow it; who they are stands on the page."""
    number = len(list(supervisors))
    words = _("Voorgesteld: %(kind)s. Dit geldt nog niet.") % {"kind": lower(sanction.get_kind_display())}
    if not number:
        return (
            words
            + " "
            + _("Er is nu geen (andere) toezichthouder die het kan toestaan. Vraag de applicatiebeheerder.")
        )
    return (
        words
        + " "
        + ngettext(
            "%(n)s toezichthouder kan het toestaan en heeft bericht gekregen.",
            "%(n)s toezichthouders kunnen het toestaan en hebben bericht gekregen.",
            number,
        )
        % {"n": number}
    )


def allowed(sanction: Sanction) -> str:
    return _("U hebt het toegestaan. Wie het voorstelde, krijgt bericht.") + " " + imposed(sanction)


def refused() -> str:
    return _(
        "U hebt het niet toegestaan. Er is niets opgelegd; wie het voorstelde, krijgt bericht met uw reden."
    )


def withdrawn() -> str:
    return _("Het voorstel is ingetrokken. Er is niets opgelegd.")


def before_lifting(sanction: Sanction) -> str:
    """What lifting it today would do."""
    last = last_day(sanction_due(local_date(timezone.now()), sanction.months).at)
    return _(
        "Vandaag is dan de laatste dag waarop dit geldt. Wie het register raadpleegt, ziet het nog tot en met %(day)s "
        "(R3). Had deze sanctie er niet mogen zijn? Maak hem dan ongedaan."
    ) % {"day": day(last)}


def lifted(sanction: Sanction) -> str:
    return _("Opgeheven: vandaag is de laatste dag waarop dit geldt.") + " " + _seen(sanction)


def annulled() -> str:
    return _("Ongedaan gemaakt. Wie het register raadpleegt, ziet deze sanctie vanaf nu niet meer.")


def shortened(sanction: Sanction) -> str:
    return _("De zichtbaarheid is verkort.") + " " + _seen(sanction)


def continued(sanction: Sanction) -> str:
    if sanction.review_on:
        words = _("Vastgelegd: het blijft zoals het is. Kijk opnieuw uiterlijk op %(day)s.")
        words %= {"day": day(sanction.review_on)}
    else:
        words = _("Vastgelegd: het blijft zoals het is, tot en met %(day)s.") % {
            "day": day(sanction.planned_end)
        }
    return words + " " + _("Hoe lang het in het register staat, verandert niet.")


def letter_sent() -> str:
    return _("Vastgelegd dat de brief is verstuurd.")


def how_it_is_now(sanction: Sanction) -> str:
    """To somebody who came too late, or clicked twice: nothing changed now, and why."""
    if sanction.state == Sanction.State.PROPOSED:
        words = _("Deze sanctie is nog niet opgelegd: een toezichthouder beslist.")
    elif sanction.state == Sanction.State.REFUSED:
        words = _("Dit voorstel is niet toegestaan.")
    elif sanction.state == Sanction.State.WITHDRAWN:
        words = _("Dit voorstel is ingetrokken.")
    elif sanction.is_annulled:
        words = _("Deze sanctie is ongedaan gemaakt.")
    elif sanction.lifted_on:
        words = _("Deze sanctie is opgeheven op %(day)s.") % {"day": day(sanction.lifted_on)}
    elif sanction.is_lasting and not sanction.is_running:
        words = _("Deze sanctie was tot en met %(day)s.") % {"day": day(sanction.planned_end)}
    else:
        words = _("Deze sanctie is opgelegd.")
    return words + " " + _("Er is nu niets veranderd.")


def _seen(sanction: Sanction) -> str:
    """Until which day registry readers see it, and by which rule."""
    until = sanction.visible_until
    if until is None:
        return ""
    whole = sanction.incident.destroy_at
    if whole < until:
        return _(
            "Wie het register raadpleegt, ziet dit tot en met %(day)s; dan wordt het incident vernietigd (R4)."
        ) % {"day": day(last_day(whole))}
    return _("Wie het register raadpleegt, ziet dit tot en met %(day)s: %(months)s na %(end)s (R3).") % {
        "day": day(last_day(until)),
        "months": months(sanction.months),
        "end": day(sanction.counted_from or local_date(until)),
    }


def _letter(sanction: Sanction) -> str:
    if sanction.letter_due_at is None:
        return ""
    return _("Verstuur de brief binnen 24 uur: uiterlijk %(when)s.") % {
        "when": moment_in_words(sanction.letter_due_at)
    }
