# SPDX-License-Identifier: EUPL-1.2
"""How a town of the demo is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

PASSWORD = "demo-wachtwoord-1"  # noqa: S105  (the README gives it; there is nothing real behind it)


@dataclass(frozen=True)
class Person:
    """Somebody who works there. `unit` is a unit's key; `marks` as in Story.of; a grant is `level@unit`.

    `mailbox` is the part before the @, made of the name when it is empty.
    """

    name: str
    function: str
    unit: str
    marks: str = ""
    grants: str = ""
    mailbox: str = ""
    employment: str = "employee"
    extension: str = ""
    language: str = "nl"
    reports: bool = True
    active: bool = True

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def has_role(self) -> bool:
        """Whether this is one of the people that the README names."""
        return bool(self.mailbox)


@dataclass(frozen=True)
class Town:
    """An invented municipality. `units` is a tree by indentation, each line `key[/kind] Name [#emergency number]`,
    where `kind` is what the stories call it; a line that begins with `-` is a unit that was closed."""

    name: str
    slug: str
    theme: str
    emergency_number: str
    units: str
    people: Sequence[Person]
    streets: Sequence[str]
    districts: Sequence[str]
    buildings: Sequence[str]
    recycling_centre: str
    swimming_pool: str
    incidents: int
    perpetrators: int
    # How many of a hundred incidents happen in each kind of unit.
    weights: dict[str, float]
    # R3: the months per severity, first and since the policy was changed.
    months: tuple[Sequence[int], Sequence[int]]
    norms: dict[str, int] = field(default_factory=dict)
