# SPDX-License-Identifier: EUPL-1.2
"""Letters to a perpetrator: make one from the record, and record that it was sent."""

import uuid
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from incidents import sanction_messages as tell
from incidents.forms.letters import LetterSentForm, LetterTextForm
from incidents.letters import letter as letters
from incidents.letters import sending
from incidents.letters.kinds import OF_INVOLVEMENT, kinds_for
from incidents.letters.versions import current, versions
from incidents.models import Incident, Involvement, LetterKind, LetterSent, Sanction
from incidents.progress import ACT

from .documents import pdf
from .handling_pages import case_url, case_view, child, done, posted, show
from .sanction_pages import did, involvement_of, page, sanction_of, shown_of, told, too_late

# In the address: which letter was just made, by kind and version.
MADE = "brief"


@case_view("handle", "GET", "POST", keeps=False)
def make_about_sanction(
    request: SignedInRequest, incident: Incident, sanction_id: Any, kind: str
) -> HttpResponse:
    """The letter about a sanction, filled from the record, to edit and make."""
    sanction = sanction_of(incident, sanction_id)
    if kind not in LetterKind.values:
        raise Http404
    if kind not in kinds_for(sanction):
        return too_late(request, sanction)
    recording = reverse("sanction_letter", kwargs={"incident_id": incident.pk, "sanction_id": sanction.pk})
    return _make(request, incident, sanction.involvement, kind, recording, sanction)


@case_view("handle", "GET", "POST", keeps=False)
def make_about_involvement(
    request: SignedInRequest, incident: Incident, involvement_id: Any, kind: str
) -> HttpResponse:
    """A letter about what happened, without a sanction."""
    involvement = _involvement(incident, involvement_id, kind)
    keys = {"incident_id": incident.pk, "involvement_id": involvement.pk, "kind": kind}
    return _make(request, incident, involvement, kind, reverse("letter_sent", kwargs=keys))


def _involvement(incident: Incident, key: Any, kind: str) -> Involvement:
    """Raises Http404 before the facts are established: nobody is told that they did what nobody found out."""
    found = involvement_of(incident, key)
    if kind not in OF_INVOLVEMENT or incident.facts_established_at is None:
        raise Http404
    return found


def _make(
    request: SignedInRequest,
    incident: Incident,
    involvement: Involvement,
    kind: str,
    recording: str,
    sanction: Sanction | None = None,
) -> HttpResponse:
    context = {
        "title": LetterKind(kind).label,
        "back_url": case_url(incident, ACT),
        "person": involvement.perpetrator,
    }
    try:
        letter = letters.compose(involvement, kind, sanction)
    except letters.NoLetterhead:
        return show(request, incident, "incidents/letters/no_letterhead.html", **context)
    form = LetterTextForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(letter, name) for name in (*letters.WRITTEN, "date")},
    )
    if form.is_bound and form.is_valid():
        written = replace(letter, **{name: form.cleaned_data[name] for name in (*letters.WRITTEN, "date")})
        if wrong := letters.wrong_with(written, involvement, sanction):
            form.refuse(wrong)
        else:
            content = letters.make(written)
            sending.note_made(request.user, incident)
            return pdf(content, written.file_name)
    return show(
        request,
        incident,
        "incidents/letters/make.html",
        form=form,
        letter=letter,
        recording=f"{recording}?{MADE}={kind}:{letter.version.number}",
        **context,
    )


@case_view("handle", "GET", "POST")
def sanction_letter(request: SignedInRequest, incident: Incident, sanction_id: Any) -> HttpResponse:
    """Record that a letter about a sanction was sent."""
    sanction = sanction_of(incident, sanction_id)
    kinds = kinds_for(sanction)
    if not kinds:
        return too_late(request, sanction)
    form = LetterSentForm(
        posted(request),
        letters=_choices(incident, kinds),
        chosen=request.GET.get(MADE, ""),
        initial={"token": uuid.uuid4()},
    )

    def act() -> None:
        _record(request, form, sanction.involvement, sanction)

    def done_before() -> bool:
        return LetterSent.objects.filter(pk=form.cleaned_data["token"], sanction=sanction).exists()

    if did(request, incident, sanction.involvement, form, act, sure=done_before) and not form.errors:
        return told(request, incident, tell.letter_sent())
    return page(
        request,
        incident,
        "letter",
        sanction.involvement,
        form=form,
        shown=shown_of(sanction),
        kinds=kinds,
        sent=_sent(sanction.letters),
        title=_("Brief over de sanctie"),
        intro=_(
            "In de brief leest deze persoon wat er geldt, waarom, tot wanneer, en wat iemand daartegen kan doen."
        ),
        submit=_("Leg vast"),
    )


@case_view("handle", "GET", "POST")
def letter_sent(request: SignedInRequest, incident: Incident, involvement_id: Any, kind: str) -> HttpResponse:
    """Record that a letter about no sanction was sent."""
    involvement = _involvement(incident, involvement_id, kind)
    form = LetterSentForm(
        posted(request),
        letters=_choices(incident, [LetterKind(kind)]),
        chosen=request.GET.get(MADE, ""),
        initial={"token": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        _record(request, form, involvement, None)
        if not form.errors:
            return done(request, incident, tell.letter_sent(), ACT)
    return show(
        request,
        incident,
        "form",
        form=form,
        title=_("Brief verstuurd: %(kind)s") % {"kind": LetterKind(kind).label},
        submit=_("Leg vast"),
        back_url=case_url(incident, ACT),
    )


@case_view("handle", "GET", "POST")
def letter_correct(request: SignedInRequest, incident: Incident, letter_id: Any) -> HttpResponse:
    """Put right when and how a letter went."""
    row = child(LetterSent.objects.select_related("template", "sanction"), incident, letter_id)
    was = f"{row.kind}:{row.template.number}" if row.template else f"{row.kind}:0"
    unknown = [] if row.template else [(was, _("Tekst van vóór de versies"))]
    form = LetterSentForm(
        posted(request),
        letters=[*unknown, *_choices(incident, [LetterKind(row.kind)])],
        row=row,
        chosen=was,
    )
    if request.method == "POST" and form.is_valid():
        _kind, number = form.chosen
        data = form.cleaned_data
        try:
            sending.correct_sent(request.user, row, data["sent_at"], data["how"], number or None)
        except sending.Implausible as problem:
            form.refuse(str(problem))
        else:
            return done(request, incident, _("De gegevens van de brief zijn bijgewerkt."), ACT)
    return show(
        request,
        incident,
        "form",
        form=form,
        title=_("Gegevens van de brief wijzigen"),
        intro=row.get_kind_display(),
        submit=_("Bewaar"),
        back_url=case_url(incident, ACT),
    )


def _record(
    request: SignedInRequest, form: LetterSentForm, involvement: Involvement, sanction: Sanction | None
) -> None:
    kind, number = form.chosen
    data = form.cleaned_data
    try:
        sending.record_sent(
            request.user, involvement, kind, number, data["sent_at"], data["how"], data["token"], sanction
        )
    except sending.Implausible as problem:
        form.refuse(str(problem))


def _choices(incident: Incident, kinds: list[LetterKind]) -> list[tuple[str, str]]:
    """The letters that may have gone: of each kind the text in force first, then the older ones."""
    found = []
    for kind in kinds:
        now = current(incident.municipality, kind)
        numbers = [
            now.number,
            *(v.number for v in versions(incident.municipality, kind) if v.number < now.number),
        ]
        for number in numbers:
            words = _("%(kind)s, tekst %(number)s") % {"kind": kind.label, "number": number}
            found.append((f"{kind.value}:{number}", words))
    return found


def _sent(rows: Any) -> list[LetterSent]:
    return list(rows.select_related("template", "author"))
