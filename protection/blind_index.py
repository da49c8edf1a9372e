# SPDX-License-Identifier: EUPL-1.2
"""Finding an encrypted value exactly, without storing anything that says what it is (DESIGN decision 6).

Beside the sealed value stands a fingerprint of it: an HMAC under a key of its own for every field and every
municipality. Who has the database without the key ring cannot try out numbers against it, nor see that two
municipalities know the same person (LEI 10). Within a municipality it does show that two rows hold the same value.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from django.core import checks
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.utils.module_loading import import_string

from .fields import EncryptedDateField, EncryptedField, EncryptedTextField, Sealed, encrypted_fields
from .keyring import CannotDecrypt, key_ring

Normalise = Callable[[str], str]

# The id of a key is 60 bytes at most (KeyRing.parse); 128 bits of fingerprint never meet by chance.
FINGERPRINT_DIGITS = 32
LENGTH = 60 + 1 + FINGERPRINT_DIGITS


class Computed:
    """A value for the database that the field itself made; any other is refused."""

    __slots__ = ("value",)

    def __init__(self, value: str | None) -> None:
        self.value = value


class BlindIndexField(models.CharField):
    """The fingerprint of `source`, which is encrypted, within `scope`, the key of a municipality.

    It is computed when the row is saved and cannot be set. NULL stands for an empty source. `normalise` brings what is
    stored and what is looked for to the same form ("1234.56.782" and "123456782"): a function, or where one stands.
    """

    non_db_attrs = (*models.CharField.non_db_attrs, "source", "scope", "normalise")

    def __init__(
        self,
        *args: Any,
        source: str,
        scope: str = "municipality_id",
        normalise: Normalise | str | None = None,
        **kwargs: Any,
    ) -> None:
        self.source, self.scope, self.normalise = source, scope, normalise
        kwargs |= {"null": True, "blank": True, "default": None, "editable": False, "max_length": LENGTH}
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("null", "blank", "default", "editable", "max_length"):
            kwargs.pop(fixed, None)
        kwargs |= {"source": self.source, "scope": self.scope, "normalise": self.normalise}
        # The base class leaves out what is its own default; here that is the other way round.
        if kwargs.pop("db_index", False) is False:
            kwargs["db_index"] = False
        return name, path, args, kwargs

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            models.signals.pre_save.connect(self._refuse_a_half_save, sender=cls)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_source(), *self._check_scope()]

    def fingerprint(self, key_id: str, scope_value: Any, plain: Any) -> str | None:
        """What stands in the column for a plain value, under one key. None for an empty value."""
        text = self._written(plain)
        if not text:
            return None
        if scope_value in (None, ""):
            raise ValueError(f"{self.name} is made per {self.scope}, and there is none.")
        scope_value = self._scope_field.to_python(scope_value)
        label = (self.model._meta.concrete_model or self.model)._meta.label
        key = key_ring().derive(key_id, f"blind index {label}.{self.source} {scope_value}")
        digits = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
        return f"{key_id}:{digits[:FINGERPRINT_DIGITS]}"

    def compute(self, row: models.Model) -> Computed:
        """What belongs in the column for this row, under the primary key. Raises CannotDecrypt."""
        source = self._source_field
        # Opened here and not through the instance: a value that nobody changed stays sealed as it is.
        plain = row.__dict__.get(source.attname)
        if isinstance(plain, Sealed):
            plain = source.unseal(plain, row)
        elif source.attname not in row.__dict__:
            plain = getattr(row, source.attname)
        return Computed(
            self.fingerprint(key_ring().primary_id, getattr(row, self._scope_field.attname), plain)
        )

    def is_stale(self, row: models.Model) -> bool:
        """Whether the row was indexed with another key than the primary one, or not yet."""
        value = getattr(row, self.attname)
        if value is None:
            return self.compute(row).value is not None
        return value.partition(":")[0] != key_ring().primary_id

    def pre_save(self, model_instance: models.Model, add: bool) -> Computed:
        try:
            computed = self.compute(model_instance)
        except CannotDecrypt:
            # The source is written back as it was found, or raises by itself: the index keeps it company.
            computed = Computed(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, computed.value)
        return computed

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if not isinstance(value, Computed):
            raise FieldError(f"{self.name} follows {self.source}: write it by saving its row.")
        return super().get_db_prep_save(value.value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        if hasattr(value, "as_sql"):
            raise FieldError(f"{self.name} follows {self.source}: write it by saving its row.")
        return "%s"

    @property
    def _source_field(self) -> EncryptedField:
        return next(f for f in encrypted_fields(self.model) if f.name == self.source)

    @property
    def _scope_field(self) -> models.Field:
        return next(f for f in self.model._meta.concrete_fields if self.scope in (f.attname, f.name))

    def _written(self, plain: Any) -> str:
        """A plain value as text, in the form in which it is compared."""
        if plain is None or plain == "":
            return ""
        text = self._source_field.to_bytes(plain).decode()
        normalise = import_string(self.normalise) if isinstance(self.normalise, str) else self.normalise
        return normalise(text) if normalise else text

    def _refuse_a_half_save(
        self, instance: models.Model, update_fields: frozenset[str] | None, **others: Any
    ) -> None:
        """Before saving some fields only: source, scope and index go together, or the look-up misses somebody."""
        if update_fields is None:
            return
        scope = self._scope_field
        beside = update_fields & {self.source, scope.name, scope.attname}
        if beside and self.name not in update_fields:
            raise FieldError(
                f"Name {self.name} too in update_fields: it follows {', '.join(sorted(beside))}."
            )
        # A source that is not loaded is read from the database, so then the two cannot differ.
        if (
            self.name in update_fields
            and self.source not in update_fields
            and self.source in instance.__dict__
        ):
            raise FieldError(f"Name {self.source} too in update_fields: {self.name} follows it.")

    def _check_source(self) -> list[checks.CheckMessage]:
        try:
            source = self.model._meta.get_field(self.source)
        except FieldDoesNotExist:
            source = None
        if isinstance(source, EncryptedTextField | EncryptedDateField):
            return []
        return [
            checks.Error("The source of a blind index is an encrypted text or date.", obj=self, id="gir.E101")
        ]

    def _check_scope(self) -> list[checks.CheckMessage]:
        names = {name for f in self.model._meta.concrete_fields for name in (f.attname, f.name)}
        if self.scope in names:
            return []
        return [
            checks.Error("The scope of a blind index is a field of the same row.", obj=self, id="gir.E102")
        ]


def blind_indexes(model: type[models.Model]) -> list[BlindIndexField]:
    """The blind indexes of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, BlindIndexField)]


def fingerprints(model: type[models.Model], field_name: str, scope_value: Any, plain: Any) -> list[str]:
    """What stands in the column for this value, under each key of the ring; nothing for an empty value."""
    field = model._meta.get_field(field_name)
    if not isinstance(field, BlindIndexField):
        raise FieldError(f"{field_name} is not a blind index.")
    found = [field.fingerprint(key_id, scope_value, plain) for key_id in key_ring().keys]
    return [value for value in found if value]


def blind_index_q(model: type[models.Model], field_name: str, scope_value: Any, plain: Any) -> models.Q:
    """The rows that hold exactly this value, whichever key of the ring they were indexed with.

    Nothing is found for an empty value.
    """
    return models.Q(**{f"{field_name}__in": fingerprints(model, field_name, scope_value, plain)})
