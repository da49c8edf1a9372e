# SPDX-License-Identifier: EUPL-1.2
"""How far a case is, and the one thing to do next: in the order in which a manager works.

Look after the employee, establish the facts, act, police report and damage, prevent, close.
"""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import progress_sanctions
from .case_parts import ACT, CARE, CLOSE, FACTS, POLICE, PREVENT, TITLES, Next, Step, page_of
from .casefile import CaseFile, Contact, Employee
from .models import PoliceReport, Status
from .moments import due_in_words

__all__ = [
    "ACT",
    "CARE",
    "CLOSE",
    "FACTS",
    "POLICE",
    "PREVENT",
    "TITLES",
    "Next",
    "Step",
    "next_action",
    "steps",
]

SOON = datetime.timedelta(hours=24)


def steps(case: CaseFile, following: Next | None) -> list[Step]:
    """The six parts with their progress; the one that the next action belongs to is `now`."""
    made = {
        CARE: _care(case),
        FACTS: _facts(case),
        ACT: progress_sanctions.act(case) or _recorded(len(case.measures)),
        POLICE: _police(case),
        PREVENT: _recorded(len(case.prevention)),
        CLOSE: _closing(case),
    }
    found = []
    for number, (anchor, (state, note)) in enumerate(made.items(), start=1):
        if following and following.step == anchor and state != "late":
            state = "now"
        found.append(Step(anchor, number, str(TITLES[anchor]), state, note))
    return found


def _care(case: CaseFile) -> tuple[str, str]:
    if case.must_notify:
        return "late", _("Meld bij de Arbeidsinspectie")
    if late := case.late_contacts:
        return "late", _("Contact %(due)s") % {"due": late[0][1].when} if late[0][1].when else _(
            "Afspraak voorbij"
        )
    if case.unconfirmed:
        return "", _("Nog niet doorgenomen")
    if waiting := case.open_contacts:
        return "", _("Contact %(due)s") % {"due": waiting[0][1].when} if waiting[0][1].when else ""
    return "done", ""


def _facts(case: CaseFile) -> tuple[str, str]:
    if case.unread:
        number = len(case.unread)
        return "", ngettext("%(n)s aanvulling te lezen", "%(n)s aanvullingen te lezen", number) % {
            "n": number
        }
    if case.incident.facts_established_at is None:
        return "", _("Nog niet vastgesteld")
    return "done", ""


def _recorded(number: int) -> tuple[str, str]:
    if not number:
        return "", _("Nog geen maatregel")
    return "done", ngettext("%(n)s maatregel", "%(n)s maatregelen", number) % {"n": number}


def _police(case: CaseFile) -> tuple[str, str]:
    if not case.police:
        return "", _("Nog niets vastgelegd")
    report = case.police[0]
    return "" if report.state == PoliceReport.State.PLANNED else "done", str(report.get_state_display())


def _closing(case: CaseFile) -> tuple[str, str]:
    if case.incident.status == Status.CLOSED and case.incident.closed_at:
        return "done", date_format(timezone.localtime(case.incident.closed_at), "j F Y")
    return "", ""


def next_action(case: CaseFile) -> Next | None:
    """What this reader does next; None when there is nothing to do for them."""
    if case.incident.status == Status.JOINED:
        return None
    found = _for_handler(case) if case.can_handle else _for_watcher(case) if case.can_watch else iter(())
    return next(found, None)


def _for_handler(case: CaseFile) -> Iterator[Next]:
    incident = case.incident
    if incident.is_open and (incident.status == Status.NEW or incident.handler_id is None):
        late = incident.is_overdue
        due = due_in_words(incident.next_due_at) if incident.next_due_at else ""
        yield Next(
            _("Neem deze melding in behandeling"),
            _("De eerste reactie %(due)s.") % {"due": due}
            if late
            else _("De medewerker weet dan wie helpt. De eerste reactie: %(due)s.") % {"due": due}
            if due
            else _("De medewerker weet dan wie helpt."),
            page_of(case, "incident_take_up"),
            _("Neem in behandeling"),
            post=True,
            late=late,
        )
    if case.may_decide_date:
        yield _decide(case)
    yield from progress_sanctions.proposals(case)
    if case.must_notify:
        yield Next(
            _("Meld dit ongeval bij de Arbeidsinspectie"),
            _(
                "Bij ziekenhuisopname, blijvend letsel of overlijden is dat direct verplicht (Arbowet artikel 9)."
            ),
            page_of(case, "incident_inspectorate"),
            _("Leg vast wanneer het is gemeld"),
            late=True,
            step=CARE,
            about="inspectorate",
        )
    yield from progress_sanctions.letters(case, late=True)
    yield from _contacts(case)
    for employee in case.unconfirmed:
        yield Next(
            _("Neem de melding door met %(name)s") % {"name": employee.row.name},
            _("Iemand anders deed de melding. Klopt het verhaal, en wat is er nodig?"),
            page_of(case, "incident_confirm", victim_id=employee.row.pk),
            _("We hebben het doorgenomen"),
            post=True,
            step=CARE,
        )
    if case.unread:
        first = case.unread[0]
        yield Next(
            _("Lees wat %(name)s schreef") % {"name": first.author.name},
            _("Er is een aanvulling, correctie of bezwaar binnengekomen."),
            f"#bijdrage-{first.pk}",
            _("Ga erheen"),
            step=FACTS,
        )
    if incident.is_open and incident.facts_established_at is None:
        yield Next(
            _("Stel de feiten vast"),
            _("Kijk na of plaats, soort, ernst en verhaal kloppen. Dit hoeft u maar één keer te doen."),
            page_of(case, "incident_facts"),
            _("Stel de feiten vast"),
            step=FACTS,
        )
    yield from progress_sanctions.letters(case, late=False)
    yield from progress_sanctions.reviews(case)
    if progress_sanctions.should_name_somebody(case):
        yield Next(
            _("Leg vast wie de dader was"),
            _("De melding noemt iemand. Als u zeker weet wie het was, zijn collega's gewaarschuwd."),
            f"#{ACT}",
            _("Ga erheen"),
            step=ACT,
        )
    if incident.status == Status.WAITING:
        yield Next(
            _("Deze melding wacht"),
            incident.waiting_for,
            page_of(case, "incident_resume"),
            _("Ga verder"),
            post=True,
        )
    if incident.is_open:
        yield Next(
            _("Deze melding kan worden afgesloten"),
            _("Alles wat nodig is, is gedaan. Nazorg gaat gewoon door.")
            if case.open_contacts
            else _("Alles wat nodig is, is gedaan."),
            page_of(case, "incident_close"),
            _("Sluit de melding"),
            step=CLOSE,
        )


def _contacts(case: CaseFile) -> Iterator[Next]:
    """Whom to ask how they are: who is due, and first of all everybody with whom nobody spoke yet."""
    now = timezone.now()
    for employee, contact in case.open_contacts:
        due = contact.row.appointment_at or contact.row.due_at
        is_due = contact.state == "late" or (due is not None and due <= now + SOON)
        has_appointment = contact.row.appointment_at is not None and contact.row.appointment_at > now
        alone = case.incident.is_open and not employee.was_spoken_to and not has_appointment
        if is_due or alone:
            yield _ask(case, employee, contact)


def _ask(case: CaseFile, employee: Employee, contact: Contact) -> Next:
    return Next(
        _("Vraag hoe het gaat met %(name)s") % {"name": employee.row.name},
        _("%(kind)s: %(when)s.") % {"kind": contact.row.get_kind_display(), "when": contact.when}
        if contact.when
        else str(contact.row.get_kind_display()),
        page_of(case, "incident_contact", contact_id=contact.row.pk),
        _("Leg het contact vast"),
        late=contact.state == "late",
        step=CARE,
    )


def _decide(case: CaseFile) -> Next:
    return Next(
        _("Beslis over een latere datum"),
        _("Met een latere datum worden de gegevens langer bewaard. Daarom beslist een toezichthouder."),
        page_of(case, "incident_date_consent"),
        _("Bekijk het verzoek"),
        step=FACTS,
    )


def _for_watcher(case: CaseFile) -> Iterator[Next]:
    incident = case.incident
    if case.may_decide_date:
        yield _decide(case)
    yield from progress_sanctions.proposals(case)
    if incident.is_open and incident.handler_id is None:
        yield Next(
            _("Nog niemand behandelt deze melding"),
            _("Wijs een afhandelaar aan."),
            page_of(case, "incident_reassign"),
            _("Wijs toe"),
            late=incident.is_overdue,
        )
    elif incident.is_overdue and incident.next_due_at:
        yield Next(
            _("Er is iets te laat"),
            _("De eerstvolgende actie %(due)s.") % {"due": due_in_words(incident.next_due_at)},
            page_of(case, "incident_remind"),
            _("Stuur een herinnering"),
            post=True,
            late=True,
        )
