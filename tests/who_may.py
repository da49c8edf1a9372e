# SPDX-License-Identifier: EUPL-1.2
"""Who may come to a page, by their level and where it is (RULES: "Who may do what"): the answers that the matrix of pages
(pages.py) is made of."""

from collections.abc import Callable

from accounts.levels import Level
from tests.cast import Actor

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
