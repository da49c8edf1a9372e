# SPDX-License-Identifier: EUPL-1.2
"""The permission matrix: every URL × every kind of person × where their level is (RULES: "Who may do what").

Every URL of the project is in the table, or the test fails. What one may not see answers 404 and never 403, whatever
the method; a visitor, and somebody deactivated, is sent to the sign-in.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode

from accounts import colours
from accounts.employee_notice import VERSION
from accounts.levels import Level
from accounts.policy import today
from gir import views
from notices.models import OutboxMessage
from tests.cast import ACTORS, Actor, Cast

FORM = "application/x-www-form-urlencoded"
# What a browser or a proxy may keep of what somebody sees: nothing, and of a picture that its address names by its
# contents, in that browser only.
KEPT_BY_NOBODY = {"no-store, private", "private, max-age=31536000, immutable"}
# What everybody may read, in the same words.
OF_THE_PUBLIC = {"public_page", "public_page_en"}
Answer = Callable[[Actor], bool]


def everybody(actor: Actor) -> bool:
    return actor.signed_in


def visitors_too(actor: Actor) -> bool:
    return True


def of_a_municipality(actor: Actor) -> bool:
    """Everybody but who runs the installation."""
    return actor.signed_in and actor.name != "an active superuser"


def reporters(actor: Actor) -> bool:
    """Whoever may report an incident of their own municipality."""
    return actor.level == Level.REPORTER


def nobody_else(actor: Actor) -> bool:
    return False


def follows(actor: Actor) -> bool:
    """The victims and the reporter of this incident."""
    return actor.name in (
        "the reporter",
        "the victim",
        "a victim who is handler and supervisor",
        "the other victim",
    )


def handles(actor: Actor) -> bool:
    """Handlers of the incident's unit or of one above it; never a victim, never a stand-in outside their days."""
    return actor.on(Level.HANDLER, "own", "parent", "root")


def handles_all(actor: Actor) -> bool:
    """Handlers of a municipality as a whole, their own."""
    return actor.on(Level.HANDLER, "root")


def watches(actor: Actor) -> bool:
    return actor.on(Level.SUPERVISOR, "own", "parent", "root")


def reads(actor: Actor) -> bool:
    """Whoever sees the incident in full; handlers of another victim's unit may read it."""
    return (
        handles(actor)
        or watches(actor)
        or actor.name == "the other victim's handler"
        or actor.on(Level.HANDLER, "sibling")
    )


def has_work(actor: Actor) -> bool:
    return actor.level in (Level.HANDLER, Level.SUPERVISOR) or actor.name in (
        "a victim who is handler and supervisor",
        "the other victim's handler",
    )


def has_overview(actor: Actor) -> bool:
    """Who handles or watches anywhere, coordinates the whole, or administers."""
    return has_work(actor) or administers(actor) or coordinates(actor)


def reads_reports(actor: Actor) -> bool:
    """Anonymous ones: who handles or watches anything, and the coordinator."""
    return has_work(actor) or coordinates(actor)


def reads_these_reports(actor: Actor) -> bool:
    return reads_reports(actor) and actor.place != "other"


def supervises(actor: Actor) -> bool:
    return actor.level == Level.SUPERVISOR or actor.name == "a victim who is handler and supervisor"


def reads_registry(actor: Actor) -> bool:
    """Registry readers hold the level on the whole municipality, or not at all."""
    return actor.on(Level.REGISTRY_READER, "root")


def sees_use_of_registry(actor: Actor) -> bool:
    """The coordinator and the administrators of the whole municipality."""
    return actor.on(Level.ADMINISTRATOR, "root") or coordinates(actor)


def coordinates(actor: Actor) -> bool:
    return actor.on(Level.COORDINATOR, "root")


def reads_evaluations(actor: Actor) -> bool:
    """The coordinator; and who handles or supervises the whole municipality, of what is concluded."""
    return coordinates(actor) or handles_all(actor) or actor.on(Level.SUPERVISOR, "root")


def administers(actor: Actor) -> bool:
    return actor.level == Level.ADMINISTRATOR


def administers_own(actor: Actor) -> bool:
    """Administrators of the unit `own` or of one above it."""
    return actor.on(Level.ADMINISTRATOR, "own", "parent", "root")


def administers_the_whole(actor: Actor) -> bool:
    """Administrators of a municipality as a whole, their own."""
    return actor.on(Level.ADMINISTRATOR, "root")


def administers_all(actor: Actor) -> bool:
    """Administrators of Waterrijk as a whole."""
    return actor.on(Level.ADMINISTRATOR, "root")


def may_have_calls(actor: Actor) -> bool:
    """Everybody who does not give keys or run the installation; the list is empty for who had no call."""
    return actor.signed_in and actor.level != Level.ADMINISTRATOR and actor.name != "an active superuser"


def had_it(actor: Actor) -> bool:
    return actor.name == "who had the call"


def assesses(actor: Actor) -> bool:
    """Heads of the unit of the calls, or of one above it."""
    return actor.on(Level.HEAD, "sibling", "parent", "root")


@dataclass(frozen=True)
class Page:
    """A URL and who may use it. `post` is what a form there sends; None where the page only shows."""

    name: str
    who: Answer
    arguments: Callable[[Cast], dict[str, Any]] = lambda cast: {}
    get: bool = True
    post: dict[str, Any] | None = None


def of_case(cast: Cast) -> dict[str, Any]:
    return {"incident_id": cast.case.pk}


def case_with(**names: str) -> Callable[[Cast], dict[str, Any]]:
    """The arguments of a page about something of the case: argument=attribute of the cast."""
    return lambda cast: of_case(cast) | {key: getattr(cast, name).pk for key, name in names.items()}


def own_colours(cast: Cast) -> dict[str, Any]:
    return {"main": "1d5480", "accent": "geen", "digest": colours.fingerprint("#1d5480")}


def of_message(cast: Cast) -> dict[str, Any]:
    """What Wim, another victim of the case, was told: nobody of the table is him."""
    return {"message_id": OutboxMessage.objects.get(recipient=cast.wim, kind="reported_for_you").pk}


def of_quarter(cast: Cast) -> dict[str, Any]:
    return {"period": "2025-k1"}


def of_person(cast: Cast) -> dict[str, Any]:
    return {"perpetrator_id": cast.perpetrator.pk}


def impose_on(cast: Cast) -> dict[str, Any]:
    return case_with(involvement_id="involvement")(cast) | {"kind": "warning_letter"}


def letter_of(kind: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: case_with(sanction_id="sanction")(cast) | {"kind": kind}


def letter_to(kind: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: case_with(involvement_id="involvement")(cast) | {"kind": kind}


def of_call(attribute: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: {"recording_id": getattr(cast, attribute).pk}


def of(attribute: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: {"pk": getattr(cast, attribute).pk}


def the_case(name: str, who: Answer = handles, *, get: bool = True, **names: str) -> Page:
    return Page(name, who, case_with(**names), get=get, post={})


def administration(name: str, who: Answer, about: str = "", *, get: bool = True) -> Page:
    return Page(name, who, of(about) if about else lambda cast: {}, get=get, post={})


# Why a URL stands outside the matrix.
OUTSIDE = {
    "health": "for a monitor: numbers of the installation, of nobody; tests/oversight",
    "metrics": "for who has its token: numbers of the installation, of nobody; tests/oversight/test_metrics.py",
    "account_inactive": "allauth's page for who may not sign in; shows nothing of anybody",
    "account_reset_password_done": "says only that a mail may have been sent",
    "account_reset_password_from_key": "needs the token of the mail; tests/accounts",
    "account_reset_password_from_key_done": "says only that the password was chosen",
    "account_reset_password": "a visitor's page; tests/accounts",
    "account_login": "the way in; tests/accounts",
    "account_logout": "the way out; tests/accounts",
    "registry_found": "who looked up only, half an hour; tests/incidents/test_registry_page.py",
    "registry_person": "who looked up only, half an hour; tests/incidents/test_registry_page.py",
    "report_draft": "its author only; tests/incidents/test_reporting_drafts.py",
    "report_draft_delete": "its author only; tests/incidents/test_reporting_drafts.py",
    "message_file": "whose message it is, while it is so; tests/incidents/test_appointments.py",
    "hold_place": "coordinators, of what they see; tests/incidents/test_holding_page.py",
    "hold_record": "coordinators, from the due moment only; tests/incidents/test_holding_page.py",
    "caller_request_disclose": "coordinators, of a call that was found; tests/recordings/test_disclosing_pages.py",
    "disclosure": "coordinators, of what they asked for; tests/recordings/test_disclosing_pages.py",
    "disclosure_package": "coordinators, once; tests/recordings/test_disclosing_pages.py",
    "disclosure_release": "heads, of what waits for them; tests/recordings/test_disclosing_pages.py",
    "staff_list_check": "who read the list only; tests/accounts",
    "styleguide": "not in production; invented content only",
}

PAGES = [
    Page("set_language", visitors_too, get=False, post={"language": "nl"}),
    Page("stay_signed_in", everybody, get=False, post={}),
    Page("account_change_password", everybody),
    Page("account_reauthenticate", everybody),
    Page("home", everybody),
    Page("report", reporters, post={}),
    Page("report_autosave", reporters, get=False, post={"draft": str(uuid.uuid4())}),
    Page("my_reports", everybody),
    Page("messages", everybody),
    Page("message_ways", everybody, post={}),
    Page("messages_read", everybody, get=False, post={}),
    Page("message", nobody_else, of_message),
    Page("my_report", follows, of_case, post={}),
    Page("my_report_autosave", follows, of_case, get=False, post={}),
    Page("report_sent", lambda a: a.name == "the reporter", of_case),
    Page("dashboard", has_overview),
    Page("work_list", has_work),
    Page("watch", supervises),
    Page("take_over", handles_all, post={}),
    # A list that is not there, or not theirs, leads these back to the beginning.
    Page("take_over_columns", handles_all, lambda cast: {"pk": uuid.uuid4()}, post={}),
    Page("take_over_check", handles_all, lambda cast: {"pk": uuid.uuid4()}, post={}),
    Page("registry", reads_registry, post={}),
    Page("registry_use", sees_use_of_registry),
    Page("registry_use_of", coordinates, of("rita")),
    Page("going", has_work),
    Page("anonymous_reports", reads_reports, post={"frequency": "monthly"}),
    Page("anonymous_report", reads_these_reports, of_quarter),
    Page(
        "export_anonymous_report", reads_these_reports, lambda cast: of_quarter(cast) | {"extension": "csv"}
    ),
    Page("holds", coordinates),
    Page("hold", coordinates, lambda cast: {"hold_id": cast.hold.pk}, post={}),
    Page("my_calls", may_have_calls),
    Page("flagged_calls", lambda a: a.level == Level.HEAD),
    Page("approved_calls", coordinates),
    Page("call", had_it, of_call("unflagged")),
    Page("call", lambda a: had_it(a) or assesses(a), of_call("flagged")),
    Page("call", lambda a: had_it(a) or assesses(a) or coordinates(a), of_call("approved")),
    Page("call_sound", had_it, of_call("unflagged")),
    # A head says first who is present.
    Page("call_sound", had_it, of_call("flagged")),
    Page("call_sound", lambda a: had_it(a) or coordinates(a), of_call("approved")),
    Page("call_flag", had_it, of_call("unflagged"), post={"why": "Bedreiging"}),
    Page("call_review", assesses, of_call("flagged"), post={"presence": "together"}),
    Page("call_decide", assesses, of_call("flagged"), post={}),
    Page("call_register", lambda a: had_it(a) or coordinates(a), of_call("approved"), get=False, post={}),
    Page("call_register", had_it, of_call("flagged"), get=False, post={}),
    Page("recording_disclose", coordinates, of_call("approved"), post={}),
    Page("caller_requests", coordinates),
    Page("caller_request_new", coordinates, post={}),
    Page("caller_request", coordinates, lambda cast: {"request_id": cast.caller_request.pk}, post={}),
    Page("destruction", administers_the_whole),
    administration("mail", administers_the_whole),
    administration("log", administers_the_whole),
    Page("retention_policy", administers_the_whole),
    Page("change_retention_policy", administers_the_whole, post={}),
    Page("terms", sees_use_of_registry),
    Page("destruction_certificate", administers_the_whole),
    Page("destruction_register", administers_the_whole),
    Page("incident", reads, of_case),
    Page("incident_evidence", reads, case_with(evidence_id="evidence")),
    the_case("incident_take_up", get=False),
    the_case("incident_wait"),
    the_case("incident_resume", get=False),
    the_case("incident_close"),
    the_case("incident_reopen"),
    the_case("incident_join", other_id="second"),
    the_case("incident_facts"),
    the_case("incident_date"),
    the_case("incident_date_withdraw", get=False),
    the_case("incident_date_consent", watches),
    the_case("incident_seen", get=False, contribution_id="contribution"),
    the_case("incident_add_victim"),
    the_case("incident_victim", victim_id="victim"),
    the_case("incident_confirm", get=False, victim_id="victim"),
    the_case("incident_remove_victim", victim_id="victim"),
    the_case("incident_add_contact", victim_id="victim"),
    the_case("incident_contact", contact_id="contact"),
    the_case("incident_inspectorate"),
    the_case("incident_add_measure"),
    the_case("incident_add_prevention"),
    the_case("incident_measure", measure_id="measure"),
    the_case("incident_police"),
    the_case("incident_add_damage"),
    the_case("incident_damage", damage_id="damage"),
    the_case("incident_add_evidence"),
    the_case("incident_remove_evidence", evidence_id="evidence"),
    Page("sanction_choose", handles, case_with(involvement_id="involvement")),
    Page("sanction_impose", handles, impose_on, post={}),
    the_case("sanction_prolong", sanction_id="sanction"),
    the_case("sanction_lift", sanction_id="sanction"),
    the_case("sanction_annul", sanction_id="sanction"),
    the_case("sanction_shorten", sanction_id="sanction"),
    the_case("sanction_review", sanction_id="sanction"),
    the_case("sanction_letter", sanction_id="sanction"),
    Page("letter_make", handles, letter_of("contact"), post={}),
    Page("letter_about_involvement", handles, letter_to("registered"), post={}),
    Page("letter_sent", handles, letter_to("registered"), post={}),
    the_case("letter_correct", letter_id="letter"),
    the_case("police_package"),
    Page("disclosures", coordinates),
    the_case("sanction_withdraw", get=False, sanction_id="proposed"),
    the_case("sanction_decide", watches, sanction_id="proposed"),
    Page("sanctions", has_work),
    the_case("incident_remind", watches, get=False),
    the_case("incident_reassign", watches),
    the_case("incident_move", watches),
    the_case("incident_perpetrator"),
    the_case("incident_change_perpetrator", involvement_id="involvement"),
    the_case("incident_unlink_perpetrator", involvement_id="involvement"),
    Page("perpetrator", reads, of_person),
    Page("perpetrator_bsn", handles, of_person, post={}),
    Page("perpetrator_join", handles, of_person, post={}),
    Page("evaluations", reads_evaluations),
    Page("evaluation", reads_evaluations, lambda cast: {"year": cast.evaluation.year}, post={}),
    Page("evaluation_pdf", reads_evaluations, lambda cast: {"year": cast.evaluation.year}),
    Page("evaluation_goals", coordinates, lambda cast: {"year": today().year}, post={}),
    Page("begin_evaluation", coordinates, lambda cast: {"year": cast.evaluation.year}, get=False, post={}),
    Page("evaluation_action", coordinates, lambda cast: {"action_id": cast.action.pk}, get=False, post={}),
    administration("administration", administers),
    administration("municipality_settings", administers_the_whole),
    administration("appearance", administers_the_whole),
    administration("appearance_logo", administers_the_whole),
    administration("appearance_words", administers_the_whole),
    administration("write_house_rules", administers_the_whole),
    administration("locations", administers_the_whole),
    administration("add_location", administers_the_whole),
    administration("location", administers_all, "location"),
    administration("close_location", administers_all, "location"),
    Page("house_rules", everybody),
    Page("employee_notice", of_a_municipality, post={}),
    # The same for whoever asks, and no cookie is read: who is signed in is a visitor there.
    Page("public_page", visitors_too, lambda cast: {"slug": cast.waterrijk.slug}),
    Page("public_page_en", visitors_too, lambda cast: {"slug": cast.waterrijk.slug}),
    administration("start_of_use", administers_the_whole),
    # Of nobody: known by what is in it, and by nothing else.
    Page("own_colours", visitors_too, own_colours),
    Page("logo", visitors_too, lambda cast: {"digest": cast.logo.pk}),
    administration("guidelines", administers_the_whole),
    administration("letter_texts", administers_the_whole),
    administration("letterhead", administers_the_whole),
    Page("letter_text", administers_the_whole, lambda cast: {"kind": "ban"}, post={}),
    Page("letter_version", administers_all, lambda cast: {"kind": "contact", "number": 1}),
    administration("telephony", administers_the_whole),
    administration("telephony_revoke", administers_all, "telephony"),
    administration("pending_change", administers_all, "proposal"),
    administration("units", administers),
    administration("unit", administers_own, "own"),
    administration("add_unit", administers_own, "own"),
    administration("rename_unit", administers_own, "own"),
    administration("move_unit", administers_own, "own"),
    administration("close_unit", administers_own, "own"),
    administration("grant_on_unit", administers_own, "own"),
    administration("people", administers),
    administration("invite_person", administers),
    administration("person", administers_own, "clerk"),
    administration("change_person", administers_own, "clerk"),
    administration("send_invitation", administers_own, "invited"),
    administration("deactivate_person", administers_own, "clerk"),
    administration("reactivate_person", administers_own, "clerk"),
    administration("grant_to_person", administers_own, "clerk"),
    administration("levels", administers),
    administration("user_grant", administers_own, "clerk_grant"),
    administration("group_grant", administers_all, "team_grant"),
    administration("rights_review", administers_the_whole),
    Page("earlier_rights_review", administers_all, lambda cast: {"pk": cast.rights_review.pk}),
    administration("groups", administers_the_whole),
    administration("add_group", administers_the_whole),
    administration("group", administers_all, "team"),
    administration("rename_group", administers_all, "team"),
    administration("add_member", administers_all, "team"),
    administration("grant_to_group", administers_all, "team"),
    administration("membership", administers_all, "member"),
    administration("staff_list", administers_the_whole),
]


def url_names(resolver: URLResolver | None = None) -> set[str]:
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= url_names(pattern)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_every_url_is_in_the_matrix() -> None:
    known = {page.name for page in PAGES} | OUTSIDE.keys()
    assert url_names() == known


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, made once in a transaction around the tests; what each actor does is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


@pytest.fixture
def plain_404(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each actor sees the real page once; after that its status says enough, of a hundred and more."""
    seen: list[Any] = []

    def page_not_found(request: Any, exception: Any) -> HttpResponse:
        if seen:
            return HttpResponse(status=404)
        seen.append(views.page_not_found(request, exception))
        return seen[0]

    monkeypatch.setattr("gir.urls.handler404", page_not_found)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", ACTORS, ids=str)
def test_matrix(actor: Actor, cast: Cast, plain_404: None) -> None:
    wrong = list(wrong_answers(actor, cast))
    assert not wrong, "\n".join(wrong)


def wrong_answers(actor: Actor, cast: Cast) -> Iterator[str]:
    """Every page that answers this actor otherwise than the table says."""
    person = cast.person_for(actor)
    client = Client()
    if person is not None:
        client.force_login(person)
    for page in PAGES:
        url = reverse(page.name, kwargs=page.arguments(cast))
        expected = "yes" if page.who(actor) else ("sign in" if not actor.signed_in else "no")
        for method, data in (("GET", {} if page.get else None), ("POST", page.post)):
            if data is None:
                continue
            # What one page does must not change the answer of the next.
            point = transaction.savepoint()
            response = client.generic(method, url, urlencode(data), FORM)
            transaction.savepoint_rollback(point)
            outcome = judge(response)
            kept = response.headers.get("Cache-Control", "")
            if actor.signed_in and kept not in KEPT_BY_NOBODY and page.name not in OF_THE_PUBLIC:
                yield f"{method} {page.name}: may be kept ({kept})"
            if outcome != expected:
                yield f"{method} {page.name}: {outcome} ({response.status_code}), not {expected}"


# What whoever has not accepted the notice gets all the same: it tells nothing of anybody.
BEFORE_THE_NOTICE = {
    "employee_notice",
    "set_language",
    "stay_signed_in",
    "own_colours",
    "logo",
    *OF_THE_PUBLIC,
}


@pytest.mark.django_db
@pytest.mark.parametrize("levels", [("administrator",), ("reporter", "handler", "supervisor", "coordinator")])
def test_before_the_notice_is_accepted_no_page_says_anything(cast: Cast, levels: tuple[str, ...]) -> None:
    """LEI 3.1, 7: on every URL, whatever the method, and whoever asks; the same URLs answer once it is accepted."""
    person = cast.person("Noor", cast.root, *levels, notice_version=0)
    client = Client()
    client.force_login(person)
    wrong, asked = [], 0
    for page in PAGES:
        if page.name in BEFORE_THE_NOTICE:
            continue
        url = reverse(page.name, kwargs=page.arguments(cast))
        for method in ("GET", "POST"):
            response = client.generic(method, url, urlencode(page.post or {}), FORM)
            asked += 1
            to_it = response.status_code == 302 and response.headers["Location"].startswith(
                "/voor-medewerkers/"
            )
            if not to_it or response.content:
                wrong.append(f"{method} {page.name}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert asked > 200
    told = client.get("/", headers={"Accept": "application/json"})
    assert (told.status_code, told.headers["HX-Redirect"], told.content) == (401, "/voor-medewerkers/", b"")
    client.post(reverse("employee_notice"), {"version": VERSION})
    assert client.get(reverse("home")).status_code == 200


def judge(response: Any) -> str:
    """yes, no (404) or sign in; anything else is told as it is."""
    if response.status_code == 404:
        return "no"
    if response.status_code == 401:
        # A script asked, and is told to go to the sign-in.
        return "sign in"
    if response.status_code in (301, 302) and "/account/inloggen/" in response.headers["Location"]:
        return "sign in"
    if response.status_code in (200, 201, 204, 302, 303, 400, 409):
        return "yes"
    return str(response.status_code)


@pytest.mark.django_db
def test_no_form_of_any_page_works_without_the_secret_of_this_site(cast: Cast, plain_404: None) -> None:
    """What another site has a browser send in somebody's name is refused, whatever the form."""
    tried, wrong = 0, list[str]()
    for page in PAGES:
        if page.post is None:
            continue
        actor = next((one for one in ACTORS if one.signed_in and page.who(one)), None)
        client = Client(enforce_csrf_checks=True)
        point = transaction.savepoint()
        if actor is not None and (person := cast.person_for(actor)):
            client.force_login(person)
        url = reverse(page.name, kwargs=page.arguments(cast))
        response = client.generic("POST", url, urlencode(page.post), FORM)
        transaction.savepoint_rollback(point)
        tried += 1
        if response.status_code != 403:
            wrong.append(f"{page.name}: {response.status_code}")
    assert tried > 50
    assert not wrong, "\n".join(wrong)
