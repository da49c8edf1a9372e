# SPDX-License-Identifier: EUPL-1.2
"""A table that exists in tests only: a person whose number and birthday can be looked up per municipality."""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from protection.blind_index import BlindIndexField
from protection.fields import EncryptedDateField, EncryptedTextField


def digits_only(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


with isolate_apps("protection"):

    class Card(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
        municipality_id = models.IntegerField()
        # Before its source, as a model may have it.
        number_index = BlindIndexField(source="number", normalise=digits_only)
        number = EncryptedTextField()
        born = EncryptedDateField()
        born_index = BlindIndexField(source="born")
        second = EncryptedTextField()
        second_index = BlindIndexField(source="second", normalise="tests.protection.card.digits_only")
        note = models.CharField(max_length=20, default="")

        class Meta:
            app_label = "protection"

        def __str__(self) -> str:
            return str(self.pk)


@pytest.fixture(scope="module")
def card_table(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The table, made outside every test's transaction."""
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Card)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Card)
