# SPDX-License-Identifier: EUPL-1.2
"""Every URL of the project with who may come there: the table of the permission matrix (test_permissions.py), and of the
programs that try something everywhere (security/walker.py)."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts import colours
from accounts.levels import Level
from accounts.policy import today
from notices.models import OutboxMessage
from tests.cast import Cast
from tests.who_may import (
    Answer,
    administers,
    administers_all,
    administers_own,
    administers_the_whole,
    assesses,
    coordinates,
    everybody,
    follows,
    had_it,
    handles,
    handles_all,
    has_overview,
    has_work,
    may_have_calls,
    nobody_else,
    of_a_municipality,
    reads,
    reads_evaluations,
    reads_registry,
    reads_reports,
    reads_these_reports,
    reporters,
    sees_use_of_registry,
    supervises,
    visitors_too,
    watches,
)


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


def of_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": cast.access_request.pk}


def impose_on(cast: Cast) -> dict[str, Any]:
    return case_with(involvement_id="involvement")(cast) | {"kind": "warning_letter"}


def letter_of(kind: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: case_with(sanction_id="sanction")(cast) | {"kind": kind}


def letter_to(kind: str) -> Callable[[Cast], dict[str, Any]]:
    return lambda cast: case_with(involvement_id="involvement")(cast) | {"kind": kind}


def of_asked(cast: Cast) -> dict[str, Any]:
    return {"request_id": cast.asked.pk}


def of_asked_about(cast: Cast) -> dict[str, Any]:
    return of_asked(cast) | {"subject_id": cast.asked_about.pk}


def letter_of_request(cast: Cast) -> dict[str, Any]:
    return of_asked(cast) | {"kind": "request_received"}


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
    **dict.fromkeys(
        ("sign_on", "sign_on_leave", "sign_on_arrive", "sign_on_left"),
        "the way in and out by a work account; tests/accounts/single_sign_on",
    ),
    "mfa_authenticate": "the second step of the way in, for who is not in yet; tests/accounts/test_second_factor.py",
    "mfa_reauthenticate": "who has an app only; tests/accounts/test_second_factor.py",
    "mfa_reauthenticate_webauthn": "who has a passkey only; tests/accounts/test_second_factor.py",
    "mfa_deactivate_totp": "who has an app only; tests/accounts/test_second_factor.py",
    "mfa_edit_webauthn": "whose passkey it is only; tests/accounts/test_second_factor.py",
    "mfa_remove_webauthn": "whose passkey it is only; tests/accounts/test_second_factor.py",
    "mfa_view_recovery_codes": "who has them only; tests/accounts/test_second_factor.py",
    "registry_found": "who looked up only, half an hour; tests/incidents/test_registry_page.py",
    "registry_person": "who looked up only, half an hour; tests/incidents/test_registry_page.py",
    "report_draft": "its author only; tests/incidents/test_reporting_drafts.py",
    "report_draft_delete": "its author only; tests/incidents/test_reporting_drafts.py",
    "message_file": "whose message it is, while it is so; tests/incidents/test_appointments.py",
    "request_lift": "coordinators, of a restriction that runs; tests/oversight/test_restricting.py",
    "hold_record": "coordinators, from the due moment only; tests/incidents/test_holding_page.py",
    "access_package_unmask": "coordinators, of what is held back; tests/oversight/test_access_package_pages.py",
    "access_package_unmask_words": "coordinators, of a text; tests/oversight/test_access_package_pages.py",
    "access_package_file": "coordinators, once; tests/oversight/test_access_package_pages.py",
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
    Page("own_account", everybody),
    Page("own_sessions", everybody),
    Page("end_sessions", everybody, post={"others": "1"}),
    Page("account_change_password", everybody),
    Page("account_reauthenticate", everybody),
    Page("mfa_index", everybody),
    Page("mfa_activate_totp", everybody, post={}),
    Page("mfa_add_webauthn", everybody, post={}),
    Page("mfa_generate_recovery_codes", everybody, post={}),
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
    Page("request_search", coordinates, of_asked, post={}),
    Page("request_effects", coordinates, of_asked),
    Page("request_effect", coordinates, of_asked_about, post={}),
    Page("request_withdraw_subject", coordinates, of_asked_about, get=False, post={}),
    Page("hold", coordinates, lambda cast: {"hold_id": cast.hold.pk}),
    Page("data_subject_requests", coordinates),
    Page("data_subject_request_new", coordinates, post={}),
    Page("data_subject_request", coordinates, of_asked),
    Page("request_identity", coordinates, of_asked, post={}),
    Page("request_extend", coordinates, of_asked, post={}),
    Page("request_decide", coordinates, of_asked, post={}),
    Page("request_letter", coordinates, letter_of_request, post={}),
    Page("request_letter_sent", coordinates, letter_of_request, post={}),
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
    Page("access_package", coordinates, of_request),
    # With rights on the root a coordinator reads the incidents; as coordinator alone they see none of it.
    Page("access_package_part", nobody_else, lambda cast: of_request(cast) | {"part_key": "looks"}, post={}),
    Page("access_package_make", nobody_else, of_request, get=False, post={}),
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
    administration("departure", administers_the_whole),
    Page("departure_package", administers_the_whole, lambda cast: {"package": "incidents"}),
    # Known by an address that nobody can guess; about nobody.
    Page("departure_status", visitors_too, lambda cast: {"departure_id": cast.departure.pk}),
    Page("departure_certificate", visitors_too, lambda cast: {"departure_id": cast.departed.pk}),
    Page("departure_certificate", nobody_else, lambda cast: {"departure_id": cast.departure.pk}),
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
    administration("sign_out_person", administers_own, "clerk"),
    administration("reset_factors", administers_own, "clerk"),
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
    administration("identity_provider", administers_the_whole),
    administration("change_identity_provider", administers_the_whole),
    administration("switch_off_identity_provider", administers_all),
    administration("add_group_mapping", administers_all),
    administration("remove_group_mapping", administers_all, "mapping"),
    administration("staff_list", administers_the_whole),
]
