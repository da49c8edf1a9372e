# SPDX-License-Identifier: EUPL-1.2
"""Making a package, taking it once, and that nothing of it stays.

It is made while the request is open, from the records as they are then, and as often as need be: each is written down,
and the one before opens nothing any more. Its file can be taken once, for fourteen days, and no longer than every record
that is in it is there; it is sealed in the database, and no plain byte of it ever lies anywhere.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import AccessLogEntry, User
from incidents.models import Incident, Victim
from oversight.models import AccessPackage, AccessPackageFile, DataSubjectRequest, Decision
from protection.aes_zip import new_passphrase, zipped
from recordings.models import Recording

from .access import locked, requests_for
from .package_deciding import NotAllowed, forget_contents, note, opened
from .package_document import as_json, as_pdf
from .subjects import has_reported, is_who_asks, lock_records

Action = AccessLogEntry.Action
# After these nobody gets what was made.
NOTHING_GOES = (Decision.REFUSED, Decision.NOTHING_FOUND, Decision.NOT_TREATED, Decision.WITHDRAWN)


class NotRead(Exception):
    """There are texts that nobody read as they would go."""


@transaction.atomic
def make(user: User, request: DataSubjectRequest) -> tuple[AccessPackage, str]:
    """The package, and its passphrase, which is kept nowhere. What was made before and not taken is empty from now on.

    Raises NotAllowed, and NotRead.
    """
    row = locked(user, request)
    # Whoever erases or corrects any of it comes before this, or waits and then empties what was made.
    lock_records(row.subjects.select_related("hold"))
    package = opened(user, row)
    if not package.can_be_made:
        raise NotRead
    now, passphrase = timezone.now(), new_passphrase()
    files = {"inzage.pdf": as_pdf(package, now), "inzage.json": as_json(package, now)}
    content = zipped(files, passphrase)
    for earlier in AccessPackageFile.objects.filter(package__request=row, size__gt=0):
        _empty(earlier)
    last = AccessPackage.objects.filter(request=row).first()
    made = AccessPackage.objects.create(
        request=row, number=last.number + 1 if last else 1, made_by=user, made_at=now
    )
    AccessPackageFile.objects.create(
        municipality=row.municipality,
        package=made,
        records=package.records,
        size=len(content),
        content=content,
    )
    note(user, Action.MADE_ACCESS_PACKAGE, row)
    return made, passphrase


def made_for(user: User, request: DataSubjectRequest) -> QuerySet[AccessPackage]:
    """Each package that was made for a request, the newest first; for who handles it."""
    rows: QuerySet[AccessPackage] = AccessPackage.objects.filter(
        request__in=requests_for(user), request=request
    )
    return rows.select_related("made_by", "taken_by")


def takeable(user: User, request: DataSubjectRequest) -> AccessPackageFile | None:
    """The file that can be taken now; None where there is none (any more)."""
    if request.decision in NOTHING_GOES:
        return None
    if not requests_for(user).filter(pk=request.pk).exists():
        return None
    found = waits(request)
    return found if found is not None and not _is_party(user, request, found) else None


def was_taken(request: DataSubjectRequest) -> bool:
    """Whether who asked has a package."""
    return AccessPackage.objects.filter(request=request).exclude(taken_at=None).exists()


def waits(request: DataSubjectRequest) -> AccessPackageFile | None:
    """The file that waits to be taken, whoever takes it; None where there is none (any more)."""
    files = AccessPackageFile.objects.filter(package__request=request, size__gt=0)
    found = files.select_related("package").first()
    return found if found is not None and _all_there(found) else None


def outlives_its_holds(found: AccessPackageFile) -> bool:
    """Whether nothing in a file is due: what is, goes with the decision, and the file with it (R4)."""
    now = timezone.now()
    return not any(
        apps.get_model(label).with_due.filter(pk__in=ids, destroy_at__lte=now).exists()
        for label, ids in found.records.items()
    )


@transaction.atomic
def take(user: User, request: DataSubjectRequest, package: AccessPackage) -> bytes:
    """The bytes of the file, once: that it is taken is written down before the first goes, and then it is empty.

    Raises NotAllowed for who may not, and for what was taken, was replaced or is gone.
    """
    row = locked(user, request)
    found = takeable(user, row)
    if found is None or found.package_id != package.pk:
        raise NotAllowed
    content = bytes(AccessPackageFile.with_due.get(pk=found.pk).content)
    _empty(found)
    made = found.package
    made.taken_by, made.taken_at = user, timezone.now()
    made.save()
    note(user, Action.TOOK_ACCESS_PACKAGE, row)
    return content


def file_name(request: DataSubjectRequest) -> str:
    """Says the reference and nothing else."""
    return f"{request.reference}.zip"


def empty_made_of(municipality_id: int, records: Iterable[Any]) -> None:
    """What was made of these records and not taken says what a decision just erased or corrected: it goes (AVG 5.1d, 17).
    In the transaction of that decision."""
    for found in _made_of(municipality_id, records):
        _empty(found)


def empty_all() -> None:
    """After an older back-up was put back, which no longer knows what was taken, erased or corrected since."""
    for found in AccessPackageFile.objects.filter(size__gt=0).order_by("pk"):
        _empty(found)


def waiting_of(municipality_id: int, records: Iterable[Any]) -> list[DataSubjectRequest]:
    """The requests whose package holds something of these records, and waits to be taken."""
    found = [file for file in _made_of(municipality_id, records) if _all_there(file)]
    return sorted((file.package.request for file in found), key=lambda request: request.reference)


def _made_of(municipality_id: int, records: Iterable[Any]) -> list[AccessPackageFile]:
    those = {(row._meta.label, str(row.pk)) for row in records}
    files = AccessPackageFile.objects.filter(municipality=municipality_id, size__gt=0)
    return [
        file
        for file in files.select_related("package__request").order_by("pk")
        if any((label, key) in those for label, ids in file.records.items() for key in ids)
    ]


def sweep() -> None:
    """Swept by beat every minute: a file of which a record is gone is emptied, and words go with the request's."""
    for found in AccessPackageFile.objects.filter(size__gt=0).select_related("package__request"):
        if not _all_there(found) or found.package.request.decision in NOTHING_GOES:
            with transaction.atomic():
                _empty(found)
    gone = DataSubjectRequest.objects.filter(contents_gone_at__isnull=False)
    for name in ("unmaskings", "addedmasks", "textreads"):
        for request in gone.filter(**{f"{name}__forgotten_at": None, f"{name}__isnull": False}).distinct():
            with transaction.atomic():
                forget_contents(request)


def _all_there(found: AccessPackageFile) -> bool:
    """Whether each record that it was made of is still there, or due and held."""
    now = timezone.now()
    for label, ids in found.records.items():
        rows = apps.get_model(label).with_due.filter(pk__in=ids)
        there = (
            rows.filter(destroy_at__gt=now).count()
            + rows.filter(destroy_at__lte=now, held_until__gt=now).count()
        )
        if there < len(ids):
            return False
    return True


def _is_party(user: User, request: DataSubjectRequest, found: AccessPackageFile) -> bool:
    """Nobody takes a package that is theirs or about what they had to do with (subjects.is_party)."""
    incidents = found.records.get(Incident._meta.label, [])
    calls = found.records.get(Recording._meta.label, [])
    return (
        is_who_asks(user, request)
        or has_reported(user, request)
        or Victim.with_due.filter(user=user, incident__in=incidents).exists()
        or Recording.with_due.filter(employee=user, pk__in=calls).exists()
    )


def _empty(found: AccessPackageFile) -> None:
    found.content, found.size = b"", 0
    found.save()
