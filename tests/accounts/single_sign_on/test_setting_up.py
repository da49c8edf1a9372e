# SPDX-License-Identifier: EUPL-1.2
"""The administrator writes the identity provider and its map down; who decides where people sign in does so with a
second one (RULES: "Who may do what")."""

import datetime
from functools import partial
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from accounts import grants, people, policy
from accounts.administering import NotAllowed, Refused, UnitClosed
from accounts.deciding import decide
from accounts.models import (
    ChangeLogEntry,
    EmailDomain,
    Group,
    GroupMapping,
    IdentityProvider,
    PendingChange,
    SignOnSession,
    User,
)
from accounts.single_sign_on import group_levels, setting_up
from accounts.single_sign_on.discovery import Discovery
from accounts.single_sign_on.setting_up import ProviderFacts
from notices.models import OutboxMessage
from tests.accounts.stage import Stage
from tests.world import fresh

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
ISSUER = "https://inloggen.waterrijk.example/realms/gir"
SECRET = "Kanarie-van-het-secret-Zwartewaterallee"
FACTS = ProviderFacts(issuer=ISSUER, client_id="gir", domains=("waterrijk.example",), client_secret=SECRET)
TYPED = {
    "issuer": ISSUER,
    "client_id": "gir",
    "client_secret": SECRET,
    "domains": "@Waterrijk.example\r\nwaterrijk-ambtenaren.example.",
    "groups_claim": "groups",
    "passwords": "administrators",
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider is there; what it says is tested against a real one elsewhere."""
    found = Discovery(ISSUER, f"{ISSUER}/a", f"{ISSUER}/t", f"{ISSUER}/k", end_session=f"{ISSUER}/uit")
    monkeypatch.setattr(setting_up, "tested", lambda issuer: found)


def switched_on(stage: Stage) -> IdentityProvider:
    row = setting_up.write_provider(stage.ada, FACTS)
    decide(stage.ben, setting_up.propose_on(stage.ada), approve=True)
    return IdentityProvider.objects.get(pk=row.pk)


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# ---------- on and off ----------


def test_switching_on_waits_for_a_second_administrator(stage: Stage, answers: None) -> None:
    setting_up.write_provider(stage.ada, FACTS)
    change = setting_up.propose_on(stage.ada)
    assert not IdentityProvider.objects.get().is_active
    assert OutboxMessage.objects.filter(recipient=stage.ben, kind="pending_change").exists()
    for nobody in (stage.ada, stage.suus, stage.alice):
        with pytest.raises(NotAllowed):
            decide(nobody, change, approve=True)
    decide(stage.ben, change, approve=True)
    row = IdentityProvider.objects.get()
    assert row.is_active
    assert row.end_session_endpoint == f"{ISSUER}/uit"


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "https://van-ada.example"},
        {"client_id": "ander"},
        {"domains": ("waterrijk.example", "nog-een.example")},
        {"groups_claim": "roles"},
    ],
)
def test_what_was_agreed_to_is_what_is_switched_on(
    stage: Stage, answers: None, other: dict[str, Any]
) -> None:
    """Otherwise one shows a colleague the municipality's provider, and lets people in by one's own."""
    setting_up.write_provider(stage.ada, FACTS)
    change = setting_up.propose_on(stage.ada)
    setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), **other}))
    with pytest.raises(setting_up.ChangedSince):
        decide(stage.ben, change, approve=True)
    assert not IdentityProvider.objects.get().is_active


@pytest.mark.parametrize(
    "other",
    [
        {"issuer": "https://van-ada.example"},
        {"client_id": "ander"},
        {"domains": ("a.example",)},
        {"groups_claim": "x"},
    ],
)
def test_while_it_is_on_nobody_changes_who_comes_in(
    stage: Stage, answers: None, other: dict[str, Any]
) -> None:
    row = switched_on(stage)
    with pytest.raises(setting_up.SwitchedOn):
        setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), **other}))
    same = IdentityProvider.objects.get()
    assert (same.fingerprint, same.issuer) == (row.fingerprint, ISSUER)
    # A new secret is no other provider.
    setting_up.write_provider(
        stage.ada, ProviderFacts(**{**vars(FACTS), "client_secret": "nieuw", "passwords": "everybody"})
    )
    same = IdentityProvider.objects.get()
    assert (same.client_secret, same.passwords, same.is_active) == ("nieuw", "everybody", True)


def test_another_issuer_knows_nobody_whom_the_one_before_knew(stage: Stage) -> None:
    """`sub` says who somebody is at one issuer; at another the same word may be anybody."""
    row = setting_up.write_provider(stage.ada, FACTS)
    SocialAccount.objects.create(provider=str(row.pk), uid="1", user=stage.alice)
    setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), "client_id": "ander"}))
    assert SocialAccount.objects.exists()
    setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), "issuer": "https://nieuw.example"}))
    assert not SocialAccount.objects.exists()


# ---------- domains ----------


def test_a_domain_is_of_one_municipality_and_the_refusal_does_not_tell_whose(stage: Stage) -> None:
    boss = stage.world.person("Baas", stage.world.other_root, "administrator")
    setting_up.write_provider(boss, ProviderFacts(**{**vars(FACTS), "domains": ("gedeeld.example",)}))
    messages = set()
    # One that is taken, and one that people of another municipality have their addresses in.
    for name in ("gedeeld.example", "duinveen.example"):
        with pytest.raises(Refused) as refusal:
            setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), "domains": (name,)}))
        messages.add(str(refusal.value.message).replace(name, "…"))
    assert len(messages) == 1
    assert "Duinveen" not in messages.pop()
    assert not IdentityProvider.objects.filter(municipality=stage.world.waterrijk).exists()


@pytest.mark.parametrize(
    "name", ["localhost", "a b.example", "-a.example", "a..example", "a.1", "x" * 200 + ".nl", "é.nl"]
)
def test_what_is_no_domain_is_refused(stage: Stage, name: str) -> None:
    with pytest.raises(Refused):
        setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), "domains": (name,)}))


@pytest.mark.parametrize(
    "issuer",
    [
        "http://inloggen.waterrijk.example",
        "https://user:password@inloggen.example",
        "https://inloggen.example/#x",
        "https://inloggen.example/?x=1",
        "file:///etc/passwd",
        "gopher://inloggen.example",
        "https://",
        "https://inloggen.example:abc",
    ],
)
def test_an_address_without_https_is_refused(stage: Stage, issuer: str) -> None:
    with pytest.raises(Refused):
        setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), "issuer": issuer}))


# ---------- the map ----------


def own_groups(stage: Stage, *values: str, lasts: datetime.timedelta = HOUR) -> None:
    """Ada is signed in at the provider, in these groups."""
    now = timezone.now()
    SignOnSession.objects.create(
        user=stage.ada,
        provider=IdentityProvider.objects.get(),
        groups=list(values),
        valid_until=now,
        ask_at=now,
        ends_at=now + lasts,
    )


def add(stage: Stage, value: str, level: str, unit: Any, actor: User | None = None) -> Any:
    return setting_up.add_mapping(actor or stage.ada, value, level, unit, requested_by="De directeur")


def test_a_line_counts_at_once_unless_it_gives_keys_or_gives_its_maker_something(stage: Stage) -> None:
    setting_up.write_provider(stage.ada, FACTS)
    own_groups(stage, "van-ada")
    root, own = stage.world.root, stage.world.own
    assert isinstance(add(stage, "afhandelaars", "handler", own), GroupMapping)
    for value, level in (("beheerders", "administrator"), ("van-ada", "handler"), ("van-ada", "reporter")):
        change = add(stage, value, level, root)
        assert isinstance(change, PendingChange), (value, level)
        line = GroupMapping.objects.get(value=value, level=level)
        assert not line.is_in_force
        assert line.group is None
    decide(stage.ben, change, approve=True)
    line.refresh_from_db()
    assert line.is_in_force
    assert line.group is not None
    with pytest.raises(NotAllowed):
        decide(stage.ben, change, approve=True)


def test_a_line_waits_while_nothing_is_known_of_its_makers_own_groups(stage: Stage, answers: None) -> None:
    """Who signs in by password may be in any group at the provider; whether a line widens their rights, nobody can tell
    (RULES: "Who may do what")."""
    root, own = stage.world.root, stage.world.own
    setting_up.write_provider(stage.ada, FACTS)
    # While it is off too: the line counts as soon as it is switched on.
    assert isinstance(add(stage, "van-ada", "handler", root), PendingChange)
    switched_on(stage)
    assert isinstance(add(stage, "van-ada", "supervisor", root), PendingChange)
    # What was known of her in a session that is over may be otherwise by now; so may another's be.
    own_groups(stage, "iets-anders", lasts=-datetime.timedelta(minutes=1))
    SignOnSession.objects.create(
        user=stage.ben,
        provider=IdentityProvider.objects.get(),
        **dict.fromkeys(("valid_until", "ask_at", "ends_at"), timezone.now() + HOUR),
    )
    assert isinstance(add(stage, "van-ada", "handler", own), PendingChange)
    assert not GroupMapping.objects.filter(is_in_force=True).exists()
    own_groups(stage, "iets-anders")
    assert isinstance(add(stage, "afhandelaars", "handler", own), GroupMapping)


def test_a_proposal_for_a_line_that_was_taken_away_does_nothing(stage: Stage) -> None:
    setting_up.write_provider(stage.ada, FACTS)
    change = add(stage, "beheerders", "administrator", stage.world.root)
    setting_up.remove_mapping(stage.ada, GroupMapping.objects.get().pk)
    assert not PendingChange.objects.filter(pk=change.pk).exists()


def test_what_the_map_cannot_say(stage: Stage) -> None:
    setting_up.write_provider(stage.ada, FACTS)
    add(stage, "g", "handler", stage.world.own)
    with pytest.raises(grants.RootOnly):
        add(stage, "g", "registry_reader", stage.world.own)
    with pytest.raises(Refused):
        add(stage, "g", "handler", stage.world.own)
    with pytest.raises(NotAllowed):
        add(stage, "g", "handler", stage.world.other)
    with pytest.raises(grants.NobodyAsked):
        setting_up.add_mapping(stage.ada, "h", "handler", stage.world.own, requested_by=" ")
    stage.world.child.closed_on = timezone.now().date()
    stage.world.child.save()
    with pytest.raises(UnitClosed):
        add(stage, "g", "handler", stage.world.child)


def test_two_lines_of_long_alike_names_have_groups_of_their_own(stage: Stage) -> None:
    setting_up.write_provider(stage.ada, FACTS)
    own_groups(stage)
    for ending in ("a", "b", "c"):
        add(stage, "g" * 60 + ending, "handler", stage.world.own)
    titles = [line.group.title for line in GroupMapping.objects.all() if line.group]
    assert len({title.casefold() for title in titles}) == 3
    assert all(len(title) <= 100 for title in titles)


def test_only_administrators_of_the_whole_and_of_this_municipality(stage: Stage, answers: None) -> None:
    setting_up.write_provider(stage.ada, FACTS)
    own_groups(stage)
    line = add(stage, "g", "handler", stage.world.own)
    other = stage.world.person("Baas", stage.world.other_root, "administrator")
    setting_up.write_provider(other, ProviderFacts(**{**vars(FACTS), "domains": ("duinveen.example",)}))
    operator = User.objects.create_superuser("op@x.example", name="Op")
    inactive = stage.world.person("Weg", stage.world.root, "administrator", is_active=False)
    for nobody in (stage.suus, stage.alice, operator, inactive):
        for act in (
            partial(setting_up.write_provider, nobody, FACTS),
            partial(setting_up.test_provider, nobody),
            partial(setting_up.propose_on, nobody),
            partial(setting_up.switch_off, nobody),
            partial(add, stage, "h", "handler", stage.world.own, nobody),
            partial(setting_up.remove_mapping, nobody, line.pk),
        ):
            with pytest.raises(NotAllowed):
                act()
    with pytest.raises(NotAllowed):
        setting_up.remove_mapping(other, line.pk)
    assert GroupMapping.objects.get() == line


# ---------- the pages ----------


def test_the_secret_is_written_and_never_shown(stage: Stage) -> None:
    ada = as_(stage.ada)
    assert ada.post("/beheer/werkaccount/gegevens/", TYPED).status_code == 302
    row = IdentityProvider.objects.get()
    assert row.client_secret == SECRET
    assert set(row.domain_names) == {"waterrijk.example", "waterrijk-ambtenaren.example"}
    for path in ("/beheer/werkaccount/", "/beheer/werkaccount/gegevens/"):
        page = ada.get(path).content.decode()
        assert "gir" in page
        assert SECRET not in page
    # Nor when the form comes back with a fault in it.
    page = ada.post("/beheer/werkaccount/gegevens/", TYPED | {"issuer": ""}).content.decode()
    assert "Vul het adres" in page
    assert SECRET not in page
    # Empty keeps it.
    ada.post("/beheer/werkaccount/gegevens/", TYPED | {"client_secret": "", "client_id": "anders"})
    row = IdentityProvider.objects.get()
    assert (row.client_secret, row.client_id) == (SECRET, "anders")
    assert SECRET not in repr(list(ChangeLogEntry.objects.values()))


def test_a_provider_that_does_not_answer_is_told_in_words_and_not_switched_on(stage: Stage) -> None:
    # Nobody has such a name (RFC 2606), so this asks nothing of anybody.
    setting_up.write_provider(stage.ada, ProviderFacts(**{**vars(FACTS), "issuer": "https://x.invalid"}))
    ada = as_(stage.ada)
    for action in ("test", "on"):
        page = ada.post("/beheer/werkaccount/", {"action": action}).content.decode()
        assert "De inlogdienst geeft geen antwoord" in page
    assert not PendingChange.objects.filter(kind="identity_provider").exists()


def test_from_page_to_page(stage: Stage, answers: None) -> None:
    ada, ben = as_(stage.ada), as_(stage.ben)
    assert "Inlogdienst toevoegen" in ada.get("/beheer/werkaccount/").content.decode()
    ada.post("/beheer/werkaccount/gegevens/", TYPED)
    row = IdentityProvider.objects.get()
    assert (
        f"http://testserver/account/werkaccount/{row.pk}/terug/"
        in ada.get("/beheer/werkaccount/").content.decode()
    )
    assert "antwoordt" in ada.post("/beheer/werkaccount/", {"action": "test"}, follow=True).content.decode()
    ada.post("/beheer/werkaccount/", {"action": "on"})
    change = PendingChange.objects.get(kind="identity_provider")
    page = ben.get(f"/beheer/voorstellen/{change.pk}/").content.decode()
    assert ISSUER in page
    assert "waterrijk-ambtenaren.example" in page
    ben.post(f"/beheer/voorstellen/{change.pk}/", {"action": "approve"})
    assert IdentityProvider.objects.get().is_active
    line = {"value": "afhandelaars", "level": "handler", "unit": stage.world.own.pk, "requested_by": "Baas"}
    assert ada.post("/beheer/werkaccount/groep/", line).status_code == 302
    mapping = GroupMapping.objects.get()
    # Ada came by password: nobody knows in which groups she is.
    assert "wacht op een tweede beheerder" in ada.get("/beheer/werkaccount/").content.decode()
    change = PendingChange.objects.get(kind="group_mapping")
    ben.post(f"/beheer/voorstellen/{change.pk}/", {"action": "approve"})
    mapping.refresh_from_db()
    page = ada.get("/beheer/werkaccount/").content.decode()
    assert "afhandelaars" in page
    # The form while it is on asks for nothing that may not change, and takes nothing of it.
    form = ada.get("/beheer/werkaccount/gegevens/").content.decode()
    assert 'name="issuer"' not in form
    assert 'name="passwords"' in form
    ada.post(
        "/beheer/werkaccount/gegevens/",
        TYPED | {"issuer": "https://van-ada.example", "passwords": "everybody"},
    )
    row = IdentityProvider.objects.get()
    assert (row.issuer, row.passwords) == (ISSUER, "everybody")
    assert mapping.group is not None
    group = ada.get(f"/beheer/groepen/{mapping.group_id}/").content.decode()
    assert "volgt een groep van het werkaccount" in group
    assert "Iemand toevoegen" not in group
    path = f"/beheer/werkaccount/groep/{mapping.pk}/weg/"
    assert "afhandelaars" in ada.get(path).content.decode()
    assert ada.post(path).status_code == 302
    assert not GroupMapping.objects.exists()
    assert Group.objects.filter(pk=mapping.group_id).exists()
    ada.post("/beheer/werkaccount/uit/")
    assert not IdentityProvider.objects.get().is_active


def test_switching_off_asks_first_and_says_who_is_signed_out_and_whose_levels_end(
    stage: Stage, answers: None
) -> None:
    row = switched_on(stage)
    own_groups(stage)
    line = add(stage, "afhandelaars", "handler", stage.world.own)
    group_levels.follow(stage.alice, row, ["afhandelaars"])
    add(stage, "beheerders", "administrator", stage.world.root)
    ada, path = as_(stage.ada), "/beheer/werkaccount/uit/"
    page = ada.get("/beheer/werkaccount/").content.decode()
    assert f'href="{path}"' in page
    # One press of a button on that page does nothing any more.
    ada.post("/beheer/werkaccount/", {"action": "off"})
    assert IdentityProvider.objects.get().is_active
    page = " ".join(ada.get(path).content.decode().split())
    assert "1 mens is nu ingelogd met het werkaccount, en wordt meteen uitgelogd." in page
    assert f'<a href="/beheer/groepen/{line.group_id}/">1<' in page
    assert "afhandelaars" in page
    # What does not count yet is lost by nobody.
    assert "beheerders" not in page
    assert IdentityProvider.objects.get().is_active
    assert ada.post(path).status_code == 302
    assert not IdentityProvider.objects.get().is_active
    assert not SignOnSession.objects.exists()
    assert not policy.may(fresh(stage.alice), "handler", stage.world.own)
    page = ada.get(path).content.decode()
    assert "staat al uit" in page
    assert "Wie een niveau verliest" not in page


def test_who_is_invited_reads_where_to_sign_in_and_chooses_no_password(stage: Stage, answers: None) -> None:
    facts = partial(people.PersonFacts, unit=stage.world.own)
    before = people.invite_person(stage.ada, facts("Voor", "voor@waterrijk.example"))
    switched_on(stage)
    after = people.invite_person(stage.ada, facts("Na", "na@waterrijk.example"))
    kinds = {person: OutboxMessage.objects.get(recipient=person) for person in (before, after)}
    assert kinds[before].kind == "invitation"
    assert "/wachtwoord/kiezen/" in kinds[before].path
    assert (kinds[after].kind, kinds[after].path) == ("work_account", "/account/inloggen/")


def test_what_is_wrong_stands_at_its_field_with_what_was_typed(stage: Stage) -> None:
    ada = as_(stage.ada)
    page = ada.post("/beheer/werkaccount/gegevens/", TYPED | {"domains": "duinveen.example"})
    stage.world.person("Karel", stage.world.other)
    page = ada.post(
        "/beheer/werkaccount/gegevens/", TYPED | {"domains": "duinveen.example", "client_id": "zo"}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "kan niet worden gebruikt" in text
    assert 'value="zo"' in text
    assert fresh(stage.ada).is_active
    assert not EmailDomain.objects.filter(name="waterrijk.example").exists()
