# SPDX-License-Identifier: EUPL-1.2
"""Model fields whose values exist in the database only encrypted (AVG 32; DESIGN decision 6).

A value is bound to its model, its field and its row: a ciphertext moved to another row does not open. It is decrypted
when it is first read from the instance, so a list that does not show a name never decrypts it. Filtering and bulk
updates on such a field cannot work, and raise instead of silently finding nothing or storing plain text.
"""

import datetime
import gc
import json
import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError
from django.db import connections, models
from django.db.models.expressions import Col
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import cached_property

from .keyring import CannotDecrypt, KeyRing, key_ring

log = logging.getLogger(__name__)


class Sealed:
    """A value as the database holds it. Its text form shows nothing."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<sealed>"

    @property
    def is_current(self) -> bool:
        """Whether the primary key sealed it."""
        return KeyRing.key_id_of(self.data) == key_ring().primary_id


class _OpenOnRead(DeferredAttribute):
    field: "EncryptedField"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.unseal(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        # Python looks here, and not in the instance, only when there is a setter.
        instance.__dict__[self.field.attname] = value


class _SealedColumn(Col):
    """A column that may be read. Django resolves it once more only where it sorts or compares by it."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        raise FieldError(f"{self.target.name} is encrypted: the database cannot search or sort by it.")


class _IsNull(IsNull):
    """Whether there is a value at all: that is not encrypted, and may be asked."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if isinstance(lhs, _SealedColumn):
            lhs = Col(lhs.alias, lhs.target, lhs.output_field)
        super().__init__(lhs, rhs)


class EncryptedField(models.Field):
    """Base: `to_bytes` and `from_bytes` say how a value is written down before it is sealed."""

    descriptor_class = _OpenOnRead

    def get_internal_type(self) -> str:
        return "BinaryField"

    def binding(self, instance: models.Model) -> bytes:
        if instance.pk is None:
            raise ValueError("An encrypted field needs a row whose key is known before it is saved (a UUID).")
        return self.place + str(instance.pk).encode()

    @cached_property
    def place(self) -> bytes:
        """Model and field, which with the row's key make the binding. A proxy of the model opens the same rows."""
        return f"{(self.model._meta.concrete_model or self.model)._meta.label}.{self.name}:".encode()

    def unseal(self, value: Sealed, instance: models.Model) -> Any:
        """The plain value. Raises CannotDecrypt."""
        return self.from_bytes(key_ring().open(value.data, self.binding(instance)))

    def seal(self, value: Any, instance: models.Model) -> Sealed | None:
        return (
            None if value is None else Sealed(key_ring().seal(self.to_bytes(value), self.binding(instance)))
        )

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError

    def from_bytes(self, plain: bytes) -> Any:
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = model_instance.__dict__.get(self.attname)
        # A row that was loaded before a key rotation and saved after it must not bring the old key back.
        if isinstance(value, Sealed) and value.is_current:
            return value
        return self.seal(getattr(model_instance, self.attname), model_instance)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise FieldError(f"{self.name} is encrypted: write it by saving its row.")
        return connection.Database.Binary(value.data)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        """Called for each value that is written. One that the database would make of other columns is refused: a
        ciphertext that moved does not open any more."""
        if hasattr(value, "as_sql"):
            raise FieldError(f"{self.name} is encrypted: write it by saving its row.")
        return "%s"

    @cached_property
    def cached_col(self) -> Col:
        return _SealedColumn(self.model._meta.db_table, self)

    def get_col(self, alias: str, output_field: models.Field | None = None) -> Col:
        return _SealedColumn(alias, self, output_field)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return _IsNull
        raise FieldError(f"{self.name} is encrypted: the database cannot search or sort by it.")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is encrypted: the database cannot search or sort by it.")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError(f"{self.name} is encrypted and is not serialised.")


class EncryptedTextField(EncryptedField):
    """Text of any length."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def to_bytes(self, value: Any) -> bytes:
        return str(value).encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedDateField(EncryptedField):
    """A calendar date, without a time zone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def to_bytes(self, value: Any) -> bytes:
        return value.isoformat().encode()

    def from_bytes(self, plain: bytes) -> datetime.date:
        return datetime.date.fromisoformat(plain.decode())


class EncryptedJSONField(EncryptedField):
    """Anything that JSON can write down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def to_bytes(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, plain: bytes) -> Any:
        return json.loads(plain)


class EncryptedBytesField(EncryptedField):
    """A small file, kept in its row so that it goes when the row goes."""

    def to_bytes(self, value: Any) -> bytes:
        return bytes(value)

    def from_bytes(self, plain: bytes) -> bytes:
        return plain


def encrypted_fields(model: type[models.Model]) -> Sequence[EncryptedField]:
    """The encrypted fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]


def models_with_encrypted_fields(all_models: Callable[[], Any]) -> list[type[models.Model]]:
    """Every concrete model that holds something encrypted."""
    return [m for m in all_models() if not m._meta.proxy and encrypted_fields(m)]


def open_column(
    queryset: models.QuerySet, field_name: str, *, text_keys: bool = False
) -> list[tuple[Any, Any]]:
    """The key and the plain value of one encrypted field of every row, in the queryset's order.

    For looking through thousands of short values: no instances are made. The binding is checked as everywhere. A row
    that does not open is left out, so that it does not hide the others, and its key is logged. A field that encrypts
    is no place for a caller's typing mistake: another name raises FieldError.

    `text_keys` leaves the keys as text: for who looks further at few of many.
    """
    field = queryset.model._meta.get_field(field_name)
    if not isinstance(field, EncryptedField):
        raise FieldError(f"{field_name} is not encrypted.")
    unseal, read, place, opened, broken = key_ring().open, field.from_bytes, field.place, [], []
    with _no_collecting():
        for key, sealed in _stored(queryset, field):
            try:
                plain = None if sealed is None else read(unseal(bytes(sealed), place + key.encode()))
            except CannotDecrypt:
                broken.append(key)
                continue
            opened.append((key, plain))
    if broken:
        label = queryset.model._meta.label
        log.error("%s of %s does not open in %d rows: %s", field_name, label, len(broken), ", ".join(broken))
    if text_keys:
        return opened
    to_key = queryset.model._meta.pk.to_python
    return [(to_key(key), plain) for key, plain in opened]


def _stored(queryset: models.QuerySet, field: EncryptedField) -> list[tuple[str, Any]]:
    """The key as text and the value as it is stored. Read past Django's conversions of every row, which take longer
    than opening it: making twenty thousand UUIDs and writing them out again is half of a search."""
    query = queryset.annotate(key_as_text=Cast("pk", models.TextField())).values_list(
        "key_as_text", field.attname
    )
    try:
        statement, parameters = query.query.get_compiler(queryset.db).as_sql()
    except EmptyResultSet:
        return []
    with connections[queryset.db].cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    if isinstance(queryset.model._meta.pk, models.UUIDField) and not _has_uuids(queryset.db):
        return [(str(uuid.UUID(key)), sealed) for key, sealed in rows]
    return rows


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Nothing that is made here points in a circle. The collector would look for one after every few hundred rows, in
    the whole program: half of the time that it takes."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Of two threads at once the one that switched it off switches it on: never is it left off.
        if collects:
            gc.enable()


def _has_uuids(using: str) -> bool:
    return connections[using].features.has_native_uuid_field
