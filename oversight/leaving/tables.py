# SPDX-License-Identifier: EUPL-1.2
"""What becomes of each table when a municipality leaves: it is exported, in which package, or not and why.

A test fails when a table is not here. Which rows are the municipality's follows from the models where they say so
(`Retained.ledger_chain`, `RetainedWith.retained_with`), and stands here for the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from oversight.models.departure import Package
from protection.blind_index import blind_indexes
from recordings.models import State
from retention.models import Retained, RetainedWith

INCIDENTS, RECORDINGS = Package.INCIDENTS, Package.RECORDINGS


@dataclass(frozen=True)
class Exported:
    """Its rows go along: which, in which package. `path` leads to the number of the municipality, where the model
    does not say so; `without` are fields that stay behind, and why; `file` is one that becomes a file of its own."""

    packages: Mapping[Package, Q]
    path: str = ""
    without: Mapping[str, str] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True)
class Stays:
    """Its rows are the municipality's, and do not go along; they are destroyed with the rest."""

    why: str
    path: str = ""


@dataclass(frozen=True)
class Remains:
    """It holds nothing of a municipality, or what is to remain; nothing is destroyed."""

    why: str


Fate = Exported | Stays | Remains


def _main(path: str = "", **other: Any) -> Exported:
    return Exported({INCIDENTS: Q()}, path, **other)


def _apart(rows: Q | None = None, path: str = "", **other: Any) -> Exported:
    return Exported({RECORDINGS: rows or Q()}, path, **other)


def _both(path: str = "", **other: Any) -> Exported:
    return Exported({INCIDENTS: Q(), RECORDINGS: Q()}, path, **other)


def _split(of_recordings: Q) -> Exported:
    """A log or a list about both sides: each row beside what it is about (GRO 7)."""
    return Exported({INCIDENTS: ~of_recordings, RECORDINGS: of_recordings})


OPENS = "opens a door of this installation"
DERIVED = "repeats other fields, in the form in which this installation compares them"
ITS_OWN = "of this installation's own working"
LEDGER = "the ledger: exported as its own files, and it remains"
# Of somebody else's calls nobody hears any but the approved ones (GRO 6); these go along while they are not due.
APPROVED = Q(state=State.APPROVED)

FATES: Mapping[str, Fate] = {
    "accounts.Municipality": _both("pk"),
    "accounts.OrganisationalUnit": _both("municipality_id"),
    "accounts.User": _both(
        "municipality_id",
        without={"password": OPENS, "session_salt": OPENS, "is_superuser": ITS_OWN},
    ),
    "accounts.Group": _main("municipality_id", without={"name": DERIVED, "group_ptr": DERIVED}),
    "accounts.Logo": _main("", file="png"),
    "accounts.Location": _main("municipality_id"),
    "accounts.HouseRules": _main("municipality_id"),
    "accounts.RetentionPolicy": _main("municipality_id"),
    "accounts.StartOfUse": _main("municipality_id"),
    "accounts.UserGrant": _main("content_object__municipality_id"),
    "accounts.GroupGrant": _main("content_object__municipality_id"),
    "accounts.Membership": _main("user__municipality_id"),
    "accounts.PendingChange": _main("municipality_id"),
    "accounts.RightsReview": _main("municipality_id"),
    "accounts.RightsDecision": _main("review__municipality_id"),
    "accounts.ChangeLogEntry": _split(Q(content_type__app_label="recordings")),
    "accounts.AccessLogEntry": _split(Q(action__endswith="_recording")),
    "accounts.StaffListReading": Stays("an import file between its dry run and the yes or no (R7)"),
    "accounts.IdentityProvider": _main("municipality_id", without={"client_secret": OPENS}),
    "accounts.EmailDomain": _main("provider__municipality_id"),
    "accounts.GroupMapping": _main("provider__municipality_id"),
    "accounts.LevelRefused": Stays(
        "what the map of groups would have given", "mapping__provider__municipality_id"
    ),
    "accounts.SignOnSession": Stays(OPENS, "user__municipality_id"),
    "accounts.BrowserSession": Stays(OPENS, "user__municipality_id"),
    "socialaccount.SocialAccount": Stays("what a provider calls somebody", "user__municipality_id"),
    "socialaccount.SocialApp": Remains("stays empty: providers are accounts.IdentityProvider"),
    "socialaccount.SocialToken": Stays(
        "stays empty: tokens are accounts.SignOnSession", "account__user__municipality_id"
    ),
    "mfa.Authenticator": Stays(OPENS, "user__municipality_id"),
    "incidents.Incident": _main(),
    "incidents.IncidentKind": _main(),
    "incidents.Victim": _main(),
    "incidents.Contribution": _main(),
    "incidents.Measure": _main(),
    "incidents.Aftercare": _main(),
    "incidents.PoliceReport": _main(),
    "incidents.Damage": _main(),
    "incidents.DateCorrection": _main(),
    "incidents.Evidence": _main(file="content"),
    "incidents.TimelineEntry": _main(),
    "incidents.Perpetrator": _main(without={"name_key": DERIVED}),
    "incidents.Involvement": _main(),
    "incidents.Sanction": _main(),
    "incidents.SanctionReview": _main(),
    "incidents.LetterSent": _main(),
    "incidents.Disclosure": _main(),
    "incidents.RegistryLookup": _main(),
    "incidents.ReferenceCounter": _main("municipality_id"),
    "incidents.SanctionGuideline": _main("municipality_id"),
    "incidents.Letterhead": _main("municipality_id"),
    "incidents.LetterTemplate": _main("municipality_id"),
    "incidents.Draft": Stays("nobody but its author sees a draft (R7)"),
    "incidents.Sight": Stays("repeats what the incident and its victims say"),
    "incidents.EndWarning": Stays("that a mail was queued"),
    "incidents.Escalation": Stays("that mails were queued"),
    "incidents.TakenOver": Stays("recognises a row of a list that was taken over here"),
    "incidents.TakeOverReading": Stays("an import file between its dry run and the yes or no (R7)"),
    "incidents.TakeOverLayout": Stays("fingerprints of the headings of a list", "municipality_id"),
    "recordings.Recording": _apart(
        APPROVED,
        without={"file": ITS_OWN, "peaks": DERIVED, "announcement": DERIVED, "reminders_sent": ITS_OWN},
    ),
    "recordings.Review": _apart(Q(recording__state=State.APPROVED), without={"session_mark": ITS_OWN}),
    "recordings.CallerRequest": _apart(),
    "recordings.Disclosure": _apart(without={"passphrase": OPENS}),
    "recordings.DailyCount": _apart(path="municipality_id"),
    "recordings.TelephonySystem": _apart(path="municipality_id", without={"token_hash": OPENS}),
    "recordings.RecordingKey": Stays("opens a recording in this installation's store"),
    "recordings.RefusedCall": Stays("why a call was not stored; for who looks after the telephony (R7)"),
    "recordings.DestroyedCall": Stays("keeps a destroyed call from coming in anew within its 48 hours (R1)"),
    "retention.Hold": _split(Q(what__startswith="recordings.")),
    "oversight.DataSubjectRequest": _main(),
    "oversight.RequestSubject": _split(Q(what__startswith="recordings.")),
    "oversight.RequestLetter": _main(),
    "oversight.Effect": _split(Q(subject__what__startswith="recordings.")),
    "oversight.Unmasking": _split(Q(what__startswith="recording.")),
    "oversight.AddedMask": _main(),
    "oversight.TextRead": _split(Q(what__startswith="recording.")),
    "oversight.AccessPackage": _main(),
    "oversight.AccessPackageFile": Stays("sealed for who asked for it, and gone in fourteen days"),
    "oversight.GoalSet": _main("municipality_id"),
    "oversight.Evaluation": _main("municipality_id"),
    "oversight.EvaluationAction": _main("evaluation__municipality_id"),
    "oversight.AnonymousReport": _main("municipality_id"),
    "oversight.CountedIncident": Stays("repeats the incident until its year is frozen"),
    "oversight.ReportSubscription": Stays("how often somebody wants a mail", "person__municipality_id"),
    "oversight.DepartureFile": Stays("the export itself"),
    "oversight.DepartureChunk": Stays("the export itself"),
    "oversight.Departure": Remains("that the municipality left, by which decision and when; about nobody"),
    "notices.OutboxMessage": Stays("a mail on its way: a reference and a link to here (R7)"),
    "notices.Choice": Stays("how somebody wants to hear from this installation", "person__municipality_id"),
    "account.EmailAddress": Stays("repeats the address of the account", "user__municipality_id"),
    "account.EmailConfirmation": Stays(OPENS, "email_address__user__municipality_id"),
    "guardian.UserObjectPermission": Stays(
        "stays empty: grants are accounts.UserGrant", "user__municipality_id"
    ),
    "guardian.GroupObjectPermission": Stays(
        "stays empty: grants are accounts.GroupGrant", "group__group__municipality_id"
    ),
    "auth.Group": Stays("the base of accounts.Group", "group__municipality_id"),
    "auth.Group_permissions": Stays("stays empty", "group__group__municipality_id"),
    "retention.MissingFile": Stays("ids of what has lost its file", "chain"),
    "retention.Alarm": Stays("when destruction was late", "chain"),
    "retention.FileRemoval": Remains("a file that is going; the engine removes the row when it is gone"),
    "retention.DestructionFailure": Remains("what could not go yet; the engine removes the row when it does"),
    "retention.LedgerChain": Remains(LEDGER),
    "retention.LedgerBatch": Remains(LEDGER),
    "retention.LedgerEntry": Remains(LEDGER),
    "retention.LedgerCopy": Remains("whether a batch of the ledger was copied"),
    "retention.LedgerImport": Remains("whether a batch of the ledger came back after a restore"),
    "retention.Sweep": Remains("when the engine last finished"),
    "recordings.StoreOwner": Remains("a random number of the installation"),
    "auth.Permission": Remains("names of rights, of the program"),
    "contenttypes.ContentType": Remains("names of tables, of the program"),
    "sessions.Session": Remains("stays empty: sessions are accounts.BrowserSession"),
}


def fate_of(model: type[models.Model]) -> Fate | None:
    """None for a table of which nobody said it."""
    return FATES.get(model._meta.label)


def path_of(model: type[models.Model]) -> str:
    """The look-up from a row to the number of its municipality. Raises LookupError where nothing says it."""
    fate = fate_of(model)
    if not isinstance(fate, Remains | None) and fate.path:
        return fate.path
    if issubclass(model, Retained) and model.ledger_chain:
        return model.ledger_chain
    if issubclass(model, RetainedWith):
        owner: Any = model
        for part in model.retained_with.split("__"):
            owner = owner._meta.get_field(part).related_model
        return f"{model.retained_with}__{owner.ledger_chain}"
    raise LookupError(model._meta.label)


def rows_of(model: type[models.Model], number: int) -> "models.QuerySet[Any]":
    """Every row of the municipality, those that are due too."""
    if model._meta.label == "accounts.Logo":
        return model._base_manager.filter(pk__in=_logos(number))
    return _all(model).filter(**{path_of(model): number})


def _logos(number: int) -> Any:
    return (
        apps.get_model("accounts.Municipality")
        ._base_manager.filter(pk=number, logo__isnull=False)
        .values("logo")
    )


def _all(model: Any) -> "models.QuerySet[Any]":
    manager = model.with_due if issubclass(model, Retained | RetainedWith) else model._base_manager
    return manager.all()


def tables_of(package: Package) -> list[tuple[type[models.Model], Exported]]:
    """The tables of a package, by name."""
    found = [(model, fate_of(model)) for model in apps.get_models(include_auto_created=True)]
    exported = [
        (model, fate) for model, fate in found if isinstance(fate, Exported) and package in fate.packages
    ]
    return sorted(exported, key=lambda pair: pair[0]._meta.label)


def to_destroy() -> list[type[models.Model]]:
    """Every table with rows that go when their municipality leaves."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if isinstance(fate_of(model), Exported | Stays)
    ]


def fields_of(model: type[models.Model], fate: Exported) -> list[Any]:
    """The fields that go along: neither what stays behind, nor an index that only this installation's keys make."""
    indexes = {f.name for f in blind_indexes(model)}
    return [f for f in model._meta.concrete_fields if f.name not in fate.without and f.name not in indexes]
