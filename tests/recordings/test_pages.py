# SPDX-License-Identifier: EUPL-1.2
"""The pages of recordings: what the employee, the head and the coordinator see and do there."""

import datetime
import html
import re
from urllib.parse import parse_qs

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from recordings.countdown import time_left
from recordings.models import Recording, Review, State
from tests.retention.test_terms import local
from tests.signing_in import confirmed_again, confirmed_long_ago
from tests.world import PASSWORD

from .exchange import Exchange

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def of(name: str, recording: Recording) -> str:
    return reverse(name, kwargs={"recording_id": recording.pk})


def test_the_employee_sees_plays_and_flags_their_call(exchange: Exchange) -> None:
    call = exchange.stored()
    alice = signed_in(exchange.alice)
    mine = alice.get("/opnames/").content.decode()
    assert of("call", call) in mine
    assert "nog 47 uur en 58 min" in mine
    page = alice.get(of("call", call)).content.decode()
    assert "Niemand anders dan u kan dit gesprek horen." in page
    assert of("call_sound", call) in page
    refused = alice.post(of("call_flag", call), {"why": "  "}).content.decode()
    assert "Vul in één regel in waarom." in refused
    long = "Hij zou mij opwachten. " * 20
    kept = alice.post(of("call_flag", call), {"why": long}).content.decode()
    assert "Dit is te lang" in kept
    assert long.strip() in kept
    for _click in range(2):
        response = alice.post(of("call_flag", call), {"why": "Hij zou mij opwachten"}, follow=True)
        assert response.status_code == 200
    call.refresh_from_db()
    assert (call.state, call.flag_reason) == (State.FLAGGED, "Hij zou mij opwachten")
    page = response.content.decode()
    assert "U hebt dit gesprek gemarkeerd" in page
    assert "Hans" in page


def test_who_listened_stands_on_the_page_of_whose_call_it_was(exchange: Exchange) -> None:
    call = exchange.flagged()
    hans = signed_in(exchange.hans)
    hans.post(of("call_review", call), {"presence": "alone", "alone_reason": "Alice is ziek vandaag"})
    assert hans.get(of("call_sound", call)).status_code == 200
    page = signed_in(exchange.alice).get(of("call", call)).content.decode()
    heard = page[page.index("Wie heeft geluisterd?") :]
    assert "Hans" in heard
    assert "Alice is ziek vandaag" in heard


def test_a_head_sits_down_listens_and_decides(exchange: Exchange) -> None:
    urgent = exchange.flagged(ended_at=timezone.now() - datetime.timedelta(hours=44))
    call = exchange.flagged()
    exchange.stored(caller_number="06-99999999")
    hans = signed_in(exchange.hans)
    page = hans.get("/opnames/beoordelen/").content.decode()
    assert page.index(of("call", urgent)) < page.index(of("call", call))
    assert "nog 3 uur en 59 min" in page
    assert "06-99999999" not in page
    # No player before it is said who is present; alone needs a reason.
    assert of("call_sound", call) not in hans.get(of("call", call)).content.decode()
    assert hans.get(of("call_sound", call)).status_code == 404
    assert hans.post(of("call_decide", call), {"outcome": "approved", "reason": "x"}).status_code == 302
    alone = hans.post(of("call_review", call), {"presence": "alone", "alone_reason": " "}).content.decode()
    assert "Vul in waarom de medewerker er niet bij is." in alone
    page = hans.post(of("call_review", call), {"presence": "together"}, follow=True).content.decode()
    assert of("call_sound", call) in page
    assert "voor zitten, samen met Alice." in page
    without = hans.post(of("call_decide", call), {"outcome": "approved", "reason": ""}).content.decode()
    assert "Vul in waarom u dit besluit." in without
    for outcome in ("approved", "refused"):
        # Sent twice: the first decision stands.
        decided = hans.post(of("call_decide", call), {"outcome": outcome, "reason": "Ernstig"})
        assert decided.status_code == 302
    hans.post(of("call_review", urgent), {"presence": "together"})
    page = hans.post(
        of("call_decide", urgent), {"outcome": "refused", "reason": "Geen agressie"}, follow=True
    ).content.decode()
    assert of("call", call) in page
    assert of("call", urgent) not in page
    assert {row.pk: row.state for row in Recording.objects.exclude(state=State.STORED)} == {
        call.pk: State.APPROVED,
        urgent.pk: State.REFUSED,
    }


def test_when_a_sitting_is_over_nothing_plays_before_it_is_said_again_who_is_present(
    exchange: Exchange,
) -> None:
    with time_machine.travel(local("2026-11-24 10:00"), tick=False) as clock:
        call = exchange.flagged()
        hans, elsewhere = signed_in(exchange.hans), signed_in(exchange.hans)
        hans.post(of("call_review", call), {"presence": "together"})
        assert hans.get(of("call_sound", call)).status_code == 200
        assert elsewhere.get(of("call_sound", call)).status_code == 404
        assert "Ga ervoor zitten" in elsewhere.get(of("call", call)).content.decode()
        for at in ("10:14", "10:28", "10:42", "10:56", "11:10", "11:24", "11:30"):
            # Who is at their desk stays signed in.
            clock.move_to(local(f"2026-11-24 {at}"))
            hans.get("/opnames/beoordelen/")
        assert hans.get(of("call_sound", call)).status_code == 404
        page = hans.get(of("call", call)).content.decode()
        assert "leg opnieuw vast wie er nu bij is" in page
        assert of("call_sound", call) not in page
        # Deciding on what was heard is not listening.
        assert of("call_decide", call) in page
        hans.post(of("call_review", call), {"presence": "alone", "alone_reason": "Alice is vrij"})
        # Nor before he confirms again who he is: he did an hour and a half ago.
        assert hans.get(of("call_sound", call)).status_code == 302
        assert of("call_sound", call) not in hans.get(of("call", call)).content.decode()
        confirmed_again(hans)
        assert hans.get(of("call_sound", call)).status_code == 200
        page = signed_in(exchange.alice).get(of("call", call)).content.decode()
        for said in (
            "10:00, tot uiterlijk 11:00, samen met u",
            "11:30, tot uiterlijk 12:30, zonder u",
            "Alice is vrij",
        ):
            assert said in page
        heard = page[page.index("Wie heeft geluisterd?") :]
        assert heard.count("<li><span>Hans</span>") == 2


def test_a_head_who_confirms_who_they_are_sits_on(exchange: Exchange) -> None:
    """GRO 6, 8: the same occasion, written down once, although the session gets another key; and no other session's."""
    call = exchange.flagged()
    head = signed_in(exchange.hans)
    head.get(reverse("own_account"))
    confirmed_long_ago(head)
    head.post(of("call_review", call), {"presence": "alone", "alone_reason": "Alice is ziek vandaag"})
    before = head.session.session_key
    asked = head.get(of("call_sound", call))
    assert asked.status_code == 302
    head.post(asked.headers["Location"].partition("?")[0], {"password": PASSWORD})
    assert head.session.session_key != before
    played = head.get(of("call_sound", call))
    assert played.status_code == 200
    b"".join(played.streaming_content)
    assert Review.objects.count() == 1
    assert signed_in(exchange.hans).get(of("call_sound", call)).status_code == 404
    head.post(reverse("account_logout"))
    head.force_login(exchange.hans)
    assert head.get(of("call_sound", call)).status_code == 404


def test_the_coordinator_sees_the_approved_and_of_the_flagged_how_long(exchange: Exchange) -> None:
    flagged, approved = exchange.flagged(caller_number="06-99999999"), exchange.approved()
    page = signed_in(exchange.coen).get("/opnames/goedgekeurd/").content.decode()
    assert of("call", approved) in page
    assert "Er wacht <strong>1</strong> gemarkeerd gesprek" in page
    assert "nog 47 uur en 58 min" in page
    for secret in (str(flagged.pk), flagged.reference, "06-99999999"):
        assert secret not in page


@pytest.mark.parametrize("who", ["alice", "coen"])
def test_the_report_form_opens_with_the_moment_and_leaves_no_way_back(exchange: Exchange, who: str) -> None:
    """GRO 7. Opened is not sent: only who says that they reported it sets the mark, which is another act."""
    call, person = exchange.approved(), getattr(exchange, who)
    exchange.world.grant(exchange.coen, "reporter", exchange.world.root)
    client = signed_in(person)
    page = client.get(of("call", call)).content.decode()
    [link] = {html.unescape(found) for found in re.findall(r'href="([^"]*dag=[^"]*)"', page)}
    began = timezone.localtime(call.started_at)
    path, _, query = link.partition("?")
    assert path == reverse("report")
    assert parse_qs(query) == {
        "dag": [f"{began:%d-%m-%Y}"],
        "tijd": [f"{began:%H:%M}"],
        "kanaal": ["telephone"],
    }
    form = client.get(link).context["form"]
    filled_in = {field.name for field in form if field.value()}
    assert filled_in - {"for_whom"} == {"occurred_date", "occurred_time", "channel"}
    assert Recording.objects.get().registered_at is None
    assert (
        "is aangetekend dat hiervan een melding is gedaan"
        not in client.get(of("call", call)).content.decode()
    )
    # Clicked again, the mark stays what it was.
    page = client.post(of("call_register", call), follow=True).content.decode()
    assert "is aangetekend dat hiervan een melding is gedaan" in page
    marked = Recording.objects.get().registered_at
    client.post(of("call_register", call))
    assert Recording.objects.get().registered_at == marked is not None


def test_who_cannot_report_marks_that_it_was_done(exchange: Exchange) -> None:
    call = exchange.approved()
    coen = signed_in(exchange.coen)
    assert "kanaal=" not in coen.get(of("call", call)).content.decode()
    response = coen.post(of("call_register", call), follow=True)
    assert "is aangetekend dat hiervan een melding is gedaan" in response.content.decode()


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (datetime.timedelta(days=12, hours=3), "nog 12 dagen"),
        (datetime.timedelta(hours=47, minutes=59, seconds=59), "nog 47 uur en 59 min"),
        (datetime.timedelta(hours=1), "nog 1 uur en 0 min"),
        (datetime.timedelta(minutes=59, seconds=59), "nog 59 min"),
        (datetime.timedelta(seconds=59), "nog minder dan een minuut"),
        (datetime.timedelta(), "vernietigd"),
    ],
)
def test_how_long_it_still_is_there_in_words(left: datetime.timedelta, words: str) -> None:
    assert time_left(left) == words
