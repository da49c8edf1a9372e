# SPDX-License-Identifier: EUPL-1.2
"""Whom to call in danger, nearest by first."""

from .models import User
from .policy import scope_of
from .tree import Tree


def emergency_number(user: User) -> str:
    """The number of the person's own unit, else of the nearest unit above it that has one, else the municipality's;
    empty when there is none. 112 stands beside it always."""
    unit = user.unit
    if unit is None or unit.emergency_number:
        return unit.emergency_number if unit else _of_municipality(user)
    tree = scope_of(user).tree or Tree.of(unit.municipality_id)
    while unit is not None:
        if unit.emergency_number:
            return unit.emergency_number
        unit = tree.get(unit.parent_id) if unit.parent_id else None
    return _of_municipality(user)


def _of_municipality(user: User) -> str:
    return user.municipality.emergency_number if user.municipality else ""
