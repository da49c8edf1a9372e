# SPDX-License-Identifier: EUPL-1.2
"""Fills an empty database with invented incidents, fast, as they lie in a large municipality after five years.

One municipality of 600 units holds N incidents; ten small ones beside it hold another N/5. Everything that a real
incident encrypts is really encrypted. Aftercare and timelines are left out: no list reads them.
"""

import datetime
import io
import itertools
import random
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import AutoField, Model
from django.utils import timezone

from accounts import employee_notice
from accounts.levels import Level
from accounts.models import Municipality, OrganisationalUnit, User, UserGrant
from incidents.models import Channel, Incident, IncidentKind, Kind, Sight, Status, Victim
from incidents.sight import sight_of
from protection.blind_index import Computed
from protection.fields import Sealed
from retention.terms import local_date

CHUNK = 2000
TERM = datetime.timedelta(days=5 * 365 + 1)
FIRST_NAMES = [
    "Anna",
    "Bas",
    "Carla",
    "Daan",
    "Esra",
    "Farid",
    "Greet",
    "Hans",
    "Ilse",
    "Joost",
    "Karima",
    "Leo",
]
LAST_NAMES = [
    "de Vries",
    "Jansen",
    "Bakker",
    "Yilmaz",
    "van Dijk",
    "Visser",
    "Smit",
    "El Amrani",
    "Mulder",
    "Bos",
]
STORY = (
    "De bezoeker kwam aan de balie voor een uitkering en werd boos toen bleek dat een bewijsstuk ontbrak. Hij "
    "verhief zijn stem, sloeg met zijn vuist op de balie en riep dat hij wist waar de medewerker woonde. Een collega "
    "heeft hem gevraagd te vertrekken. Dat deed hij na enkele minuten, onder luid protest. "
)


# Who looks at the list, by what they see.
VIEWERS = {
    "1 unit": "one@groot-waterrijk.example",
    "13 units, 10 %": "ten@groot-waterrijk.example",
    "60 units": "sixty@groot-waterrijk.example",
    "all 600 units": "all@groot-waterrijk.example",
}


def viewers() -> dict[str, User]:
    """The people who look at the list, as a request would load them."""
    return {name: User.objects.select_related("municipality").get(email=e) for name, e in VIEWERS.items()}


def fill(count: int, seed: int = 1) -> None:
    """Fill the database and have PostgreSQL look at what it holds. The same seed gives the same incidents."""
    chance = random.Random(seed)
    municipality, units, weights = _large_municipality(chance)
    people, handlers = _people(municipality, units, chance)
    _incidents(municipality, units, weights, people, handlers, count, chance)
    for number in range(10):
        small, units = _small_municipality(number)
        staff = _staff(small, units, 10, chance)
        _incidents(small, units, [1] * len(units), staff, staff[:2], count // 50, chance)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _unit(municipality: Municipality, name: str, parent: OrganisationalUnit | None) -> OrganisationalUnit:
    return OrganisationalUnit.objects.create(municipality=municipality, name=name, parent=parent)


def _large_municipality(
    chance: random.Random,
) -> tuple[Municipality, list[OrganisationalUnit], list[float]]:
    """600 units, four deep: 11 directorates, 49 departments of eleven or twelve. The first department is the
    municipality's front desk and sees a tenth of all incidents."""
    municipality = Municipality.objects.create(
        name="Groot Waterrijk", slug="groot-waterrijk", in_use_since=timezone.now()
    )
    root = _unit(municipality, "Gemeente Groot Waterrijk", None)
    directorates = [_unit(municipality, f"Directie {n + 1}", root) for n in range(10)]
    departments = [_unit(municipality, f"Afdeling {n + 1}", directorates[n % 10]) for n in range(49)]
    teams = [_unit(municipality, f"Team {n + 1}", departments[n % 49]) for n in range(540)]
    units = [root, *directorates, *departments, *teams]
    busy = {departments[0].pk} | {t.pk for t in teams if t.parent_id == departments[0].pk}
    plain = [chance.choice([0.3, 0.6, 1, 1, 2, 4]) for _ in units]
    rest = sum(w for u, w in zip(units, plain, strict=True) if u.pk not in busy)
    weights = [rest / 9 / len(busy) if u.pk in busy else w for u, w in zip(units, plain, strict=True)]
    return municipality, units, weights


def _small_municipality(number: int) -> tuple[Municipality, list[OrganisationalUnit]]:
    municipality = Municipality.objects.create(
        name=f"Klein {number}", slug=f"klein-{number}", in_use_since=timezone.now()
    )
    root = _unit(municipality, f"Gemeente Klein {number}", None)
    return municipality, [root, *(_unit(municipality, f"Team {n}", root) for n in range(19))]


def _staff(
    municipality: Municipality, units: list[OrganisationalUnit], count: int, chance: random.Random
) -> list[User]:
    people = [
        User(
            email=f"p{number}@{municipality.slug}.example",
            name=_name(chance),
            municipality=municipality,
            unit=chance.choice(units),
            function="medewerker",
            password="!",
            notice_version=employee_notice.VERSION,
        )
        for number in range(count)
    ]
    return User.objects.bulk_create(people)


def _people(
    municipality: Municipality, units: list[OrganisationalUnit], chance: random.Random
) -> tuple[list[User], list[User]]:
    """2,000 employees, 150 of them handlers somewhere, and the viewers that are measured."""
    people = _staff(municipality, units, 2000, chance)
    departments = [u for u in units if u.name.startswith("Afdeling")]
    grants = [(h, Level.HANDLER, departments[n % 49]) for n, h in enumerate(people[:150])]
    team = next(u for u in units if u.name == "Team 77")
    granted = [[team], departments[:1], departments[1:6], units[:1]]
    measured = [
        User.objects.create(
            email=email,
            name=_name(chance),
            municipality=municipality,
            unit=team,
            notice_version=employee_notice.VERSION,
        )
        for email in VIEWERS.values()
    ]
    for viewer, roots in zip(measured, granted, strict=True):
        grants += [(viewer, Level.HANDLER, root) for root in roots]
    grants.append((measured[-1], Level.SUPERVISOR, units[0]))
    permissions = {p.codename: p for p in Permission.objects.filter(content_type__app_label="accounts")}
    UserGrant.objects.bulk_create(
        UserGrant(user=u, permission=permissions[lv.value], content_object=unit, requested_by="bench")
        for u, lv, unit in grants
    )
    # The viewers are victims as often as anybody else.
    return people + measured, people[:150] + measured


def _name(chance: random.Random) -> str:
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def _incidents(
    municipality: Municipality,
    units: list[OrganisationalUnit],
    weights: list[float],
    people: list[User],
    handlers: list[User],
    count: int,
    chance: random.Random,
) -> None:
    now = timezone.now()
    made = (
        _one(municipality, chance, chance.choices(units, weights)[0], units, people, handlers, now, number)
        for number in range(count)
    )
    while rows := [row for one in itertools.islice(made, CHUNK) for row in one]:
        for model in (Incident, IncidentKind, Victim, Sight):
            copy_in(model, [row for row in rows if type(row) is model])


def copy_in(model: type[Model], rows: Sequence[Model]) -> None:
    """Write rows by COPY, encrypted as `save` encrypts them; bulk_create takes three times as long."""
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField)]
    lines = ("\t".join(_written(f.pre_save(row, add=True)) for f in fields) + "\n" for row in rows)
    columns = ", ".join(f.column for f in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({columns}) FROM STDIN", io.StringIO("".join(lines)))


def _written(value: Any) -> str:
    if isinstance(value, Computed):
        value = value.value
    if value is None:
        return r"\N"
    if isinstance(value, Sealed):
        return r"\\x" + value.data.hex()
    return str(value).replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n")


def _one(
    municipality: Municipality,
    chance: random.Random,
    unit: OrganisationalUnit,
    units: list[OrganisationalUnit],
    people: list[User],
    handlers: list[User],
    now: datetime.datetime,
    number: int,
) -> list[Model]:
    """An incident, with what belongs to it, of some moment in the last five years; some few are past their term and not yet destroyed."""
    reported_at = now - chance.random() * (TERM + datetime.timedelta(days=7))
    occurred_at = reported_at - datetime.timedelta(hours=chance.expovariate(1 / 20))
    kinds = chance.sample(list(Kind), k=chance.choice([1, 1, 2, 3]))
    incident = Incident(
        pk=uuid.UUID(int=chance.getrandbits(128), version=4),
        municipality=municipality,
        unit=unit,
        reference=f"{local_date(reported_at).year}-{number:06d}",
        reporter=chance.choice(people),
        reported_at=reported_at,
        channel=chance.choice(list(Channel)),
        place="Balie 4",
        gravest_kind=kinds[0],
        severity=chance.choices([1, 2, 3, 4], [45, 35, 15, 5])[0],
        narrative=STORY * chance.choice([1, 2, 4]),
        aggressor_name=_name(chance),
        aggressor_description="Ongeveer veertig jaar, kort donker haar, blauwe jas.",
    )
    incident.set_date(occurred_at, local_date(occurred_at))
    _progress(incident, now - reported_at, handlers, now, chance)
    victims = [_victim(incident, 0, unit, people, chance)]
    if chance.random() < 0.12:
        elsewhere = chance.choice(units) if chance.random() < 0.4 else unit
        victims.append(_victim(incident, 1, elsewhere, people, chance))
    others = {v.unit_id for v in victims[1:]}
    return [
        incident,
        *(IncidentKind(incident=incident, kind=kind) for kind in kinds),
        *victims,
        *sight_of(incident, others, kinds),
    ]


def _progress(
    incident: Incident,
    age: datetime.timedelta,
    handlers: list[User],
    now: datetime.datetime,
    chance: random.Random,
) -> None:
    """How far it is: most are closed within weeks, aftercare goes on until six weeks after the report."""
    days = age.total_seconds() / 86400
    if chance.random() < 0.01:
        incident.status = Status.JOINED
        return
    is_open = chance.random() < (1 if days < 2 else 0.5 ** (days / 10) + 0.003)
    untouched = is_open and chance.random() < (0.7 if days < 1 else 0.05)
    if untouched:
        incident.next_due_at = incident.reported_at + datetime.timedelta(hours=24)
        return
    incident.handler, incident.first_reaction_at = chance.choice(handlers), incident.reported_at
    incident.status = Status.CLOSED
    if is_open:
        incident.status = Status.WAITING if chance.random() < 0.2 else Status.IN_PROGRESS
    if days < 42:
        late = chance.random() < 0.15
        incident.next_due_at = now + datetime.timedelta(days=-chance.random() * 5 if late else 5)


def _victim(
    incident: Incident, position: int, unit: OrganisationalUnit, people: list[User], chance: random.Random
) -> Victim:
    person = chance.choice(people) if position == 0 else None
    return Victim(
        pk=uuid.UUID(int=chance.getrandbits(128), version=4),
        incident=incident,
        user=person,
        position=position,
        unit=unit,
        name=person.name if person else _name(chance),
        function="medewerker",
        confirmed_at=incident.reported_at,
    )
