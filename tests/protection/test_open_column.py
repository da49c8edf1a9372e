# SPDX-License-Identifier: EUPL-1.2
"""Reading one encrypted field of thousands of rows: the same values as row by row, and the same refusals."""

import datetime
import gc
import logging

import pytest
from django.core.exceptions import FieldError
from django.db import DatabaseError, connection, transaction

from protection.fields import open_column

from .card import Card, card_table
from .keys import RING_AFTER, RING_ROTATED

__all__ = ["card_table"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("card_table")]


def cards() -> list[Card]:
    values = [("Jansen", datetime.date(1971, 3, 9)), ("", None), ("De Vries", None)]
    return [
        Card.objects.create(municipality_id=n, second=name, born=born)
        for n, (name, born) in enumerate(values)
    ]


def test_it_gives_what_the_rows_give_in_the_order_of_the_query(django_assert_num_queries) -> None:
    made = cards()
    wanted = [(c.pk, c.second) for c in reversed(made)]
    with django_assert_num_queries(1):
        assert open_column(Card.objects.order_by("-municipality_id"), "second") == wanted
    assert open_column(Card.objects.filter(municipality_id=2), "second") == [(made[2].pk, "De Vries")]
    assert dict(open_column(Card.objects.all(), "born")) == {c.pk: c.born for c in made}


def test_keys_may_stay_text(django_assert_num_queries) -> None:
    made = cards()
    with django_assert_num_queries(1):
        found = open_column(Card.objects.order_by("municipality_id"), "second", text_keys=True)
    assert found == [(str(card.pk), card.second) for card in made]


def test_the_collector_works_again_afterwards_whatever_happened() -> None:
    cards()
    open_column(Card.objects.all(), "second")
    assert gc.isenabled()
    with pytest.raises(DatabaseError), transaction.atomic():
        open_column(Card.objects.extra(where=["no such column"]), "second")
    assert gc.isenabled()


def test_of_nobody_nothing_is_asked(django_assert_num_queries) -> None:
    cards()
    with django_assert_num_queries(0):
        assert open_column(Card.objects.none(), "second") == []


def test_values_of_every_key_of_the_ring_open(settings) -> None:
    cards()
    settings.KEY_RING = RING_ROTATED
    Card.objects.create(municipality_id=9, second="Nieuw")
    assert len(open_column(Card.objects.all(), "second")) == 4
    settings.KEY_RING = RING_AFTER
    assert [value for _key, value in open_column(Card.objects.all(), "second")] == ["Nieuw"]


def test_a_row_that_does_not_open_hides_no_other_and_is_logged_without_content(caplog) -> None:
    """A value that came from another row does not open here either."""
    first, empty, third = cards()
    with connection.cursor() as cursor:
        table, key = Card._meta.db_table, first.pk.hex if connection.vendor == "sqlite" else first.pk
        cursor.execute(f"SELECT second FROM {table} WHERE municipality_id = 2")
        stored = bytes(cursor.fetchone()[0])
        cursor.execute(f"UPDATE {table} SET second = %s WHERE id = %s", [stored, key])
    with caplog.at_level(logging.ERROR):
        assert dict(open_column(Card.objects.all(), "second")) == {empty.pk: "", third.pk: "De Vries"}
    assert str(first.pk) in caplog.text
    assert str(third.pk) not in caplog.text
    assert "Vries" not in caplog.text


def test_a_field_that_is_not_encrypted_is_refused() -> None:
    with pytest.raises(FieldError):
        open_column(Card.objects.all(), "note")
