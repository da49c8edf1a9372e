# SPDX-License-Identifier: EUPL-1.2
"""A list holds exactly what its reader may open, whatever the tab, the filters and the page (DESIGN decision 1)."""

import datetime
import itertools
import random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.levels import Level
from accounts.models import OrganisationalUnit, User
from incidents import finder, listing
from incidents.finder import Cursor
from incidents.listing import NOBODY, Filters, Page, Place, Tab
from incidents.models import OPEN_STATUSES, Incident, Status
from tests.incidents.shelf import DAY, HOUR, Shelf
from tests.world import World, fresh


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


@pytest.fixture(params=["along the units", "along the municipality"])
def way(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to the same rows; SQLite knows the second one only."""
    if request.param == "along the municipality":
        monkeypatch.setattr(finder, "MANY_UNITS", 0)
    elif connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    return request.param


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 4)


def plain(user: User, tab: Tab, filters: Filters = Filters()) -> Any:  # noqa: B008 - frozen
    """What a list must hold: the incidents that the reader may open, filtered in so many words."""
    now = timezone.now()
    rows = Incident.objects.visible_to(user).exclude(status=Status.JOINED)
    of_tab: dict[Tab, dict[str, Any]] = {
        Tab.NEW: {"status": "new"},
        Tab.MINE: {"handler": user, "status__in": OPEN_STATUSES},
        Tab.WAITING: {"status": "waiting"},
        Tab.OVERDUE: {"next_due_at__lte": now},
        Tab.OPEN: {"status__in": OPEN_STATUSES},
        Tab.CLOSED: {"status": "closed"},
        Tab.ALL: {},
    }
    rows = rows.filter(**of_tab[tab])
    if filters.since:
        rows = rows.filter(occurred_on__gte=filters.since)
    if filters.until:
        rows = rows.filter(occurred_on__lte=filters.until)
    if filters.unit:
        unit = OrganisationalUnit.objects.get(pk=filters.unit)
        rows = rows.filter(unit__in=OrganisationalUnit.objects.descendants(unit, include_self=True))
    if filters.status:
        rows = rows.filter(status=filters.status)
    if filters.kind:
        rows = rows.filter(kinds__kind=filters.kind)
    if filters.severity:
        rows = rows.filter(severity=filters.severity)
    if filters.channel:
        rows = rows.filter(channel=filters.channel)
    if filters.handler == NOBODY:
        rows = rows.filter(handler=None)
    elif filters.handler:
        rows = rows.filter(handler=filters.handler)
    return rows.order_by("-reported_at", "-pk")


def plainly(user: User, tab: Tab, filters: Filters = Filters()) -> list[Incident]:  # noqa: B008 - frozen
    """The same, read."""
    return list(plain(user, tab, filters))


def all_pages(user: User, tab: Tab, filters: Filters = Filters()) -> list[Incident]:  # noqa: B008 - frozen
    """All pages of a list put together, from the first one on."""
    found: list[Incident] = []
    place = None
    while True:
        page = listing.work_page(user, tab, filters, place)
        assert bool(page.previous) == (place is not None)
        found += page.incidents
        if page.next is None:
            return found
        place = Place(page.next)


def of_waterrijk(shelf: Shelf) -> list[User]:
    return [r for r in shelf.readers if r.municipality == shelf.world.waterrijk]


def single_filters(shelf: Shelf) -> list[Filters]:
    today = timezone.localdate()
    return [
        Filters(),
        Filters(since=today - datetime.timedelta(days=31)),
        Filters(until=today - datetime.timedelta(days=31)),
        Filters(since=today - datetime.timedelta(days=430), until=today - datetime.timedelta(days=29)),
        *(Filters(unit=unit.pk) for unit in (*shelf.units, shelf.world.other)),
        *(Filters(status=status) for status in Status.values),
        Filters(kind="threat"),
        Filters(kind="other"),
        *(Filters(severity=n) for n in (1, 4)),
        Filters(channel="chat"),
        Filters(handler=NOBODY),
        Filters(handler=shelf.handlers[0].pk),
    ]


@pytest.mark.usefixtures("small_pages", "way")
def test_every_tab_holds_what_the_reader_may_open(shelf: Shelf) -> None:
    seen_by_somebody: set[Any] = set()
    for reader in shelf.readers:
        for tab in Tab:
            listed = all_pages(reader, tab)
            assert listed == plainly(reader, tab), (reader, tab)
            seen_by_somebody |= {i.pk for i in listed}
    # The comparison is of something: most incidents are in somebody's list, and some in nobody's.
    assert len(shelf.incidents) / 2 < len(seen_by_somebody) < len(shelf.incidents)


@pytest.mark.usefixtures("small_pages", "way")
def test_filters_compose(shelf: Shelf) -> None:
    chance = random.Random(3)
    singles = single_filters(shelf)
    pairs = [_together(a, b) for a, b in itertools.combinations(singles[1:], 2)]
    found = 0
    for filters in [*singles, *chance.sample(pairs, k=30)]:
        # A reader chooses from their own units.
        readers = [r for r in of_waterrijk(shelf) if filters.unit in (None, *listing.reach_of(r).units)]
        for reader in chance.sample(readers, k=min(3, len(readers))):
            for tab in (Tab.ALL, chance.choice(list(Tab))):
                expected = plainly(reader, tab, filters)
                assert all_pages(reader, tab, filters) == expected, (reader, tab, filters)
                found += len(expected)
    assert found > 300


def _together(first: Filters, second: Filters) -> Filters:
    """Both at once; where both say something of the same, the second one's."""
    names = Filters.__dataclass_fields__
    return Filters(**{n: getattr(second, n) or getattr(first, n) for n in names})


@pytest.mark.usefixtures("way")
def test_the_counts_are_those_of_the_tabs(shelf: Shelf) -> None:
    for reader in shelf.readers[::2]:
        unit = min(listing.reach_of(reader).units, default=None)
        for filters in (Filters(), Filters(kind="threat", severity=1), Filters(unit=unit, channel="chat")):
            counts = listing.work_counts(reader, filters)
            assert counts == {tab: plain(reader, tab, filters).count() for tab in Tab}, (reader, filters)


def test_no_count_goes_above_its_cap(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "COUNT_AT_MOST", 6)
    capped = 0
    for reader in shelf.readers[::2]:
        expected = {tab: min(plain(reader, tab).count(), 6) for tab in Tab}
        assert listing.work_counts(reader, Filters()) == expected
        capped += list(expected.values()).count(6)
    assert capped > 10


@pytest.mark.usefixtures("way")
def test_list_and_detail_agree(shelf: Shelf) -> None:
    """Every level × own, parent, child, sibling and root, and the other municipality."""
    for reader in shelf.readers:
        listed = {i.pk for i in all_pages(reader, Tab.ALL)}
        for incident in shelf.chance.sample(shelf.incidents, k=12):
            opens = Incident.objects.visible_to(reader).filter(pk=incident.pk).first()
            joined = incident.status == Status.JOINED
            assert (incident.pk in listed) == (opens is not None and not joined), (reader, incident)


def test_nobody_without_a_level_that_reads_has_a_list(shelf: Shelf) -> None:
    for level in Level:
        person = shelf.world.person(f"Only {level}", shelf.world.root, level)
        readable = level in (Level.HANDLER, Level.SUPERVISOR)
        assert bool(all_pages(person, Tab.ALL)) == readable
    superuser = User.objects.create_superuser("operator@installatie.example", name="Operator")
    assert all_pages(superuser, Tab.ALL) == []


def test_what_is_due_leaves_the_list_at_that_moment(shelf: Shelf, world: World) -> None:
    """R4: hidden from the first instant at which now >= its due moment."""
    reader = world.person("Reader", world.root, "handler")
    incident = shelf.new_report(world.own)
    assert incident in all_pages(reader, Tab.ALL)
    before = listing.work_counts(reader, Filters())
    Incident.objects.filter(pk=incident.pk).update(destroy_at=timezone.now())
    assert incident not in all_pages(reader, Tab.ALL)
    after = listing.work_counts(reader, Filters())
    assert after == before | {t: before[t] - 1 for t in (Tab.NEW, Tab.OPEN, Tab.ALL)}


@pytest.mark.usefixtures("small_pages", "way")
def test_pages_back_are_the_pages_forth(shelf: Shelf, world: World) -> None:
    reader = world.person("Reader", world.parent, "handler", "supervisor")
    forth: list[Page] = [listing.work_page(reader, Tab.ALL, Filters())]
    while forth[-1].next:
        forth.append(listing.work_page(reader, Tab.ALL, Filters(), Place(forth[-1].next)))
    assert len(forth) > 4
    for expected, later in itertools.pairwise(forth):
        assert later.previous
        back = listing.work_page(reader, Tab.ALL, Filters(), Place(later.previous, back=True))
        assert back.incidents == expected.incidents
        assert back.next == expected.next
        assert back.begins_list == (expected is forth[0])


@pytest.mark.usefixtures("small_pages", "way")
def test_pages_stay_where_they_are_when_something_is_reported(shelf: Shelf, world: World) -> None:
    reader = world.person("Reader", world.parent, "handler")
    before = plainly(reader, Tab.ALL)
    first = listing.work_page(reader, Tab.ALL, Filters())
    assert first.next
    added = shelf.new_report(world.own)
    second = listing.work_page(reader, Tab.ALL, Filters(), Place(first.next))
    assert first.incidents + second.incidents == before[:8]
    assert listing.work_page(reader, Tab.ALL, Filters()).incidents[0] == added


@pytest.mark.usefixtures("small_pages")
def test_going_back_beyond_the_beginning_says_so(shelf: Shelf, world: World) -> None:
    """Fewer than a page before this one: the first page shows more."""
    reader = world.person("Reader", world.parent, "handler")
    rows = plainly(reader, Tab.ALL)
    near = listing.work_page(
        reader, Tab.ALL, Filters(), Place(Cursor(rows[2].reported_at, rows[2].pk), back=True)
    )
    assert near.incidents == rows[:2]
    assert near.begins_list
    end = Cursor(rows[-1].reported_at, rows[-1].pk)
    beyond = listing.work_page(reader, Tab.ALL, Filters(), Place(end))
    assert beyond.incidents == []
    assert beyond.begins_list


def test_a_cursor_reads_only_what_a_cursor_writes() -> None:
    moment = datetime.datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=datetime.UTC)
    incident = Incident(reported_at=moment)
    cursor = Cursor(moment, incident.pk)
    assert Cursor.parse(str(cursor)) == cursor
    key = incident.pk.hex
    tampered = [
        "",
        "-",
        "1-",
        f"-{key}",
        f"x-{key}",
        f"1-{key[:-1]}",
        f"1-{key}0",
        f"1-{'g' * 32}",
        f"-1-{key}",
    ]
    tampered += [
        f"{'9' * 17}9-{key}",
        f"٣-{key}",
        "1-" + "=1+cmd|' /C calc'!A0" + key[20:],
        f"²-{key}",
        "\0" * 34,
    ]
    assert {Cursor.parse(text) for text in tampered} == {None}
    # As far as a number of that length reaches: no overflow, here or in the database.
    assert Cursor.parse(f"{'9' * 17}-{key}") is not None


def test_the_watch_lists_what_is_overdue_in_supervised_units(shelf: Shelf) -> None:
    """The longest reported first, of the units that the reader supervises, and never their own."""
    found = 0
    for reader in shelf.readers:
        supervised = [i for i in plainly(reader, Tab.OVERDUE) if _supervises(reader, i)]
        page = listing.watched_overdue(reader)
        assert page.incidents == sorted(supervised, key=lambda i: (i.reported_at, i.pk))[:25]
        found += len(page.incidents)
    assert found > 10


def _supervises(reader: User, incident: Incident) -> bool:
    path = OrganisationalUnit.objects.ancestors(incident.unit, include_self=True)
    return reader.usergrant_set.filter(permission__codename="supervisor", content_object__in=path).exists()


def test_the_watch_counts_a_unit_with_all_units_under_it(shelf: Shelf) -> None:
    for reader in shelf.readers:
        for line in listing.watched_progress(reader):
            # All of a supervised unit is seen as supervisor, also by who handles there too.
            rows = {
                tab: plainly(reader, tab, Filters(unit=line.unit_id))
                for tab in (Tab.OPEN, Tab.NEW, Tab.WAITING, Tab.OVERDUE)
            }
            assert (line.open, line.new, line.waiting, line.overdue) == tuple(map(len, rows.values()))
            assert line.oldest == min((i.reported_at for i in rows[Tab.OPEN]), default=None)
    assert not listing.watched_progress(shelf.world.person("Handler only", None, "handler"))


def test_units_stand_in_the_order_of_the_tree(world: World) -> None:
    from accounts.policy import scope_of

    reader = world.person("Reader", world.parent, "handler")
    tree = scope_of(reader).tree
    listed = listing.in_tree_order(tree, listing.reach_of(reader).units)
    assert listed == [(world.parent.pk, 0), (world.own.pk, 1), (world.child.pk, 2), (world.sibling.pk, 1)]


def test_possible_handlers_are_those_of_ones_units(world: World) -> None:
    """Also who handles from above, through a group, or did until yesterday; nobody of elsewhere."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    reader = world.person("Reader", world.own, "supervisor")
    world.person("Bob", world.child, "handler")
    world.person("Root", world.root, "handler")
    world.group_grant(world.group("Team", world.person("Grouped", world.sibling)), "handler", world.own)
    world.grant(world.person("Former"), "handler", world.own, last_day=yesterday)
    world.person("Sibling", world.sibling, "handler")
    world.person("Reporter", world.own, "reporter")
    world.person("Other", world.other, "handler")
    names = [name for _, name in listing.possible_handlers(fresh(reader))]
    assert names == ["Bob", "Former", "Grouped", "Root"]


def test_the_shelf_is_of_every_sort(shelf: Shelf) -> None:
    """The tests above would prove little on a shelf where everything is alike."""
    assert {i.status for i in shelf.incidents} == set(Status.values)
    moments = [i.reported_at for i in shelf.incidents]
    assert len(set(moments)) < len(moments)
    assert any(i.is_due for i in shelf.incidents)
    assert any(i.victims.values("unit").distinct().count() > 2 for i in shelf.incidents)
    assert HOUR < DAY
