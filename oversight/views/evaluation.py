# SPDX-License-Identifier: EUPL-1.2
"""The yearly evaluation: goals, figures, questions, conclusions and actions; and the same as a document."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.administering import Refused, lock
from accounts.models import Municipality
from accounts.policy import today
from accounts.requests import SignedInRequest
from oversight import evaluating, evaluation_shown
from oversight.evaluation_document import as_pdf, file_name
from oversight.forms.evaluation import EvaluationForm, GoalsForm, stored_goals, stored_texts
from oversight.models import Evaluation, EvaluationAction

View = Callable[..., HttpResponse]


def evaluation_page(*methods: str, writer: bool = False) -> Callable[[View], View]:
    """For who may read evaluations, or (`writer`) write them; for everybody else there is no such page."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            may = evaluating.writes if writer else evaluating.reads
            if not may(request.user):
                raise Http404
            try:
                return require_http_methods(methods)(view)(request, *args, **kwargs)
            except evaluating.NotAllowed as error:
                raise Http404 from error

        return guarded

    return decorate


def _municipality(request: SignedInRequest) -> Municipality:
    if request.user.municipality is None:
        raise Http404
    return request.user.municipality


@evaluation_page("GET")
def evaluations(request: SignedInRequest) -> HttpResponse:
    """The goals of this year, and the evaluations of the years that are over."""
    municipality, writes = _municipality(request), evaluating.writes(request.user)
    known = {row.year: row for row in Evaluation.objects.filter(municipality=municipality)}
    rows = [(year, known.get(year)) for year in evaluating.years(municipality)]
    if not writes:
        rows = [(year, row) for year, row in rows if row and row.is_concluded]
    open_actions = EvaluationAction.objects.filter(
        evaluation__municipality=municipality, done_on=None
    ).select_related("evaluation")
    this_year = today().year
    return render(
        request,
        "oversight/evaluations.html",
        {
            "writes": writes,
            "rows": rows,
            "this_year": this_year,
            "next_year": this_year + 1,
            "goals": evaluation_shown.targets_shown(evaluating.goals_of(municipality, this_year)),
            "goals_ahead": evaluation_shown.targets_shown(evaluating.goals_of(municipality, this_year + 1)),
            "actions": open_actions if writes else open_actions.exclude(evaluation__concluded_at=None),
            "today": today(),
        },
    )


@evaluation_page("GET", "POST", writer=True)
def goals(request: SignedInRequest, year: int) -> HttpResponse:
    """Set the goals of a year."""
    municipality = _municipality(request)
    if not evaluating.may_set_goals(municipality, year):
        raise Http404
    scope = f"{municipality.pk}:{year}"
    form = GoalsForm(request.POST or None, scope=scope, stored=stored_goals(municipality, year))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            lock(municipality.pk)
            saved = not form.find_conflicts(stored_goals(municipality, year))
            if saved:
                evaluating.set_goals(request.user, year, form.goals())
        if saved:
            messages.success(request, _("De doelen zijn bewaard."))
            return redirect("evaluations")
    return render(request, "oversight/evaluation_goals.html", {"form": form, "year": year})


@evaluation_page("POST", writer=True)
def begin_evaluation(request: SignedInRequest, year: int) -> HttpResponse:
    """Begin the evaluation of a year."""
    evaluating.begin(request.user, year)
    return redirect("evaluation", year)


@evaluation_page("GET", "POST")
def evaluation(request: SignedInRequest, year: int) -> HttpResponse:
    """Read an evaluation; the coordinator writes in it until it is concluded."""
    row = evaluating.evaluation_for(request.user, year)
    if row.is_concluded or not evaluating.writes(request.user):
        if request.method == "POST":
            messages.info(request, _("Deze evaluatie is vastgesteld. Er verandert niets meer in."))
            return redirect("evaluation", year)
        return render(request, "oversight/evaluation_read.html", _context(request, row))
    act = request.POST.get("act", "")
    form = EvaluationForm(
        request.POST or None, scope=str(row.pk), stored=stored_texts(row), adding=act == "add"
    )
    if request.method == "POST" and form.is_valid() and _saved(request, row, form, act):
        return redirect("evaluation", year)
    return render(request, "oversight/evaluation_write.html", _context(request, row) | {"form": form})


def _saved(request: SignedInRequest, row: Evaluation, form: EvaluationForm, act: str) -> bool:
    """Write what was typed, whichever button it was, and then do what the button says."""
    try:
        with transaction.atomic(), evaluating.writing(request.user, row) as locked:
            if form.find_conflicts(stored_texts(locked)):
                return False
            evaluating.write(request.user, row, form.texts())
            if form.has_action:
                data = form.cleaned_data
                evaluating.add_action(
                    request.user,
                    row,
                    data["action_token"] or uuid.uuid4(),
                    data["action_text"],
                    data["action_function"],
                    data["action_due_on"],
                )
            _do(request, row, act)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    done = {
        "conclude": _("De evaluatie is vastgesteld."),
        "add": _("De actie is toegevoegd."),
    }
    messages.success(request, done.get(act, _("Bewaard.")))
    return True


def _do(request: SignedInRequest, row: Evaluation, act: str) -> None:
    if act == "conclude":
        evaluating.conclude(request.user, row)
    elif act.startswith("remove:"):
        evaluating.remove_action(request.user, row, _id_in(act))


def _id_in(act: str) -> uuid.UUID:
    try:
        return uuid.UUID(act.partition(":")[2])
    except ValueError as error:
        raise evaluating.NotAllowed from error


@evaluation_page("POST", writer=True)
def evaluation_action(request: SignedInRequest, action_id: uuid.UUID) -> HttpResponse:
    """Say that an action is done, or that it is not after all."""
    done = request.POST.get("act") != "undo"
    evaluating.mark_done(request.user, action_id, done=done)
    messages.success(request, _("De actie is afgerond.") if done else _("De actie staat weer open."))
    return redirect("evaluations")


@evaluation_page("GET")
def evaluation_pdf(request: SignedInRequest, year: int) -> HttpResponse:
    """The document; of one that is not concluded a concept, for its coordinator."""
    row = evaluating.evaluation_for(request.user, year)
    name = file_name(row)
    return HttpResponse(
        as_pdf(row),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _context(request: SignedInRequest, row: Evaluation) -> dict[str, Any]:
    return {
        "evaluation": row,
        "year": row.year,
        "figures": evaluation_shown.figures_shown(row),
        "goals": evaluation_shown.goals_shown(row),
        "answers": evaluation_shown.answers_shown(row),
        "actions": list(row.actions.all()),
        "writes": evaluating.writes(request.user),
        "today": today(),
    }
