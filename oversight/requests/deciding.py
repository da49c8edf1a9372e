# SPDX-License-Identifier: EUPL-1.2
"""The decision on a request: by whom, with which reasons, once, and with what it does to the records (AVG 12.4, 21; R8)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.administering import Refused
from accounts.models import User
from incidents.letters.letter import wrong_in
from incidents.models import LetterKind
from oversight.models import DataSubjectRequest, Decision
from retention.models import Request
from retention.terms import local_date

from . import clock, effects, letters, package_keeping, telling
from .registering import handling, refuse_bsn
from .subjects import is_party

__all__ = ["choices_for", "decide", "is_party"]
# Without these nobody can tell why (AVG 12.4; Awb 3:46).
NEEDS_REASONS = (Decision.PARTLY, Decision.REFUSED, Decision.NOT_TREATED)
# AVG 21.1: only grounds of the municipality that weigh heavier can stand against an objection.
WEIGHED = (Decision.GRANTED, Decision.PARTLY, Decision.REFUSED)


class DecidedMeanwhile(Refused):
    message = _("Over dit verzoek is al besloten, door %(name)s.")

    def __init__(self, name: str) -> None:
        super().__init__(self.message % {"name": name})


class IsParty(Refused):
    message = _(
        "U bent zelf betrokken: u doet dit verzoek, of u bent slachtoffer, melder of medewerker in de gegevens waar het "
        "over gaat. Een andere coördinator besluit."
    )


class NoIdentity(Refused):
    message = _("Leg eerst vast hoe u hebt vastgesteld wie dit vraagt.")


class IdentityIsKnown(Refused):
    message = _("Wie dit vraagt, is vastgesteld. Dan behandelt u het verzoek.")


class NotAskedYet(Refused):
    message = _(
        "Vraag eerst per brief wie dit is. Pas twee weken nadat die brief is verstuurd, kunt u het verzoek buiten "
        "behandeling laten."
    )


class NothingConfirmed(Refused):
    message = _(
        "Er is nog geen gegeven bevestigd waar dit verzoek over gaat. Zoek eerst, of kies: niets gevonden."
    )


class SomethingConfirmed(Refused):
    message = _("Er zijn gegevens bevestigd. Dan is er iets gevonden.")


class NamesSomebody(Refused):
    """Once the records are erased nobody knows any more whose name may not stand in the letter."""

    def __init__(self, words: list[str], field: str) -> None:
        super().__init__(" ".join(wrong_in("", words, [])), field)


class NoPackage(Refused):
    message = _("Maak eerst het inzagepakket. Na het besluit kan dat niet meer.")


class PackageWouldGo(Refused):
    message = _(
        "Haal eerst het inzagepakket op. Er staan gegevens in die over de termijn zijn: met het besluit verdwijnen die, en "
        "het pakket ook."
    )


def choices_for(request: DataSubjectRequest) -> list[Decision]:
    """The decisions that can be taken on this request as it stands now."""
    return [decision for decision in Decision if _refusal(request, decision) is None]


def _refusal(request: DataSubjectRequest, decision: Decision) -> Refused | None:
    """Why this decision cannot be taken; None when it can."""
    if decision == Decision.WITHDRAWN:
        return None
    known = request.identity_checked_at is not None
    if decision == Decision.NOT_TREATED:
        if known:
            return IdentityIsKnown(field="decision")
        asked = request.identity_asked_on
        waits = asked is None or asked + clock.IDENTITY_WITHIN >= local_date(timezone.now())
        return NotAskedYet(field="decision") if waits else None
    if not known:
        return NoIdentity(field="decision")
    found = request.subjects.exists()
    if decision == Decision.NOTHING_FOUND:
        return SomethingConfirmed(field="decision") if found else None
    if decision in effects.GRANTING and not found:
        return NothingConfirmed(field="decision")
    return None


def decide(
    actor: User, request: DataSubjectRequest, decision: str, reasons: str = "", weighing: str = ""
) -> None:
    """Decide, and carry it out, in one transaction: the holds end, so that what is due goes with the next sweep.

    `weighing` is asked of an objection only, and kept with the reasons. The same decision by the same person again
    changes nothing. Raises registering.NotAllowed, DecidedMeanwhile, IsParty and the other refusals of this module,
    HoldsABsn, and effects.NotReady with what must be done first.
    """
    chosen = Decision(decision)
    for field, text in (("reasons", reasons), ("weighing", weighing)):
        refuse_bsn(field, text)
    with handling(actor, request) as row:
        if row.decision:
            if (row.decision, row.decided_by_id) == (chosen, actor.pk):
                return
            raise DecidedMeanwhile(row.decided_by.name if row.decided_by else "")
        if is_party(actor, row):
            raise IsParty
        if problem := _refusal(row, chosen):
            raise problem
        for problem in unwritten(row, chosen, reasons, weighing):
            raise problem
        for field, text in (("reasons", reasons), ("weighing", weighing)):
            if said := letters.named_by(row, LetterKind.DECISION, text):
                raise NamesSomebody(said, field)
        if chosen in effects.GRANTING and row.kind == Request.ACCESS:
            _check_package(row)
        # What was kept of it went with the holds, or is hidden since, with the worker late: the decision shows nothing
        # of it again. What is written now goes like that of any decision.
        if not clock.contents_are_there(row):
            telling.forget_words(row)
        row.contents_gone_at = None
        both = [text.strip() for text in (weighing, reasons) if text.strip()]
        row.decide(actor, chosen, "\n\n".join(both), timezone.now())
        if chosen == Decision.WITHDRAWN:
            # No letter goes, so nothing needs to be known any more.
            telling.forget(row)
        row.save()
        effects.carry_out(actor, row)


def unwritten(request: DataSubjectRequest, decision: str, reasons: str, weighing: str) -> list[Refused]:
    """What this decision cannot go without, and nobody wrote."""
    found: list[Refused] = []
    if needs_weighing(request, decision) and not weighing.strip():
        words = _("Schrijf welke belangen u tegen elkaar hebt afgewogen. Het komt in de brief.")
        found.append(Refused(words, "weighing"))
    if decision in NEEDS_REASONS and not reasons.strip():
        found.append(Refused(_("Schrijf waarom dit het besluit is. Het komt in de brief."), "reasons"))
    return found


def _check_package(request: DataSubjectRequest) -> None:
    """What is granted must be there to give (AVG 15): afterwards none is made, and what was held goes. It is no choice
    that is left out: who makes it reads what must be done first. Raises NoPackage, PackageWouldGo."""
    if package_keeping.was_taken(request):
        return
    found = package_keeping.waits(request)
    if found is None:
        raise NoPackage(field="decision")
    if not package_keeping.outlives_its_holds(found):
        raise PackageWouldGo(field="decision")


def needs_weighing(request: DataSubjectRequest, decision: str) -> bool:
    return request.kind == Request.OBJECTION and decision in WEIGHED
