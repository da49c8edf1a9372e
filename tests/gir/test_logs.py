# SPDX-License-Identifier: EUPL-1.2
"""No personal data in a log: exceptions are reduced to what and where."""

import logging
import sys

import pytest

from gir.logs import NoPersonalDataFormatter

SECRET = "Jan Schreeuwers, 999990019"


class Refused(Exception):
    pass


def record(message: object, *arguments: object, exc_info=None) -> logging.LogRecord:
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        arguments = (arguments[0],)
    return logging.LogRecord("gir.test", logging.ERROR, __file__, 1, message, arguments, exc_info)


def written(*args, **kwargs) -> str:
    return NoPersonalDataFormatter().format(record(*args, **kwargs))


def raised() -> tuple:
    name = SECRET
    try:
        try:
            int(f"DETAIL: Failing row contains ({name})")
        except ValueError as error:
            raise Refused(f"row of {name}") from error
    except Refused:
        return sys.exc_info()


def test_an_ordinary_message_is_kept():
    assert written("Mail %s was not sent: %s", 12, "TimeoutError").endswith(
        "ERROR gir.test: Mail 12 was not sent: TimeoutError"
    )


def test_an_exception_keeps_its_type_and_place_and_loses_its_words():
    trouble = raised()
    assert SECRET in logging.Formatter().formatException(trouble)
    text = written("Internal Server Error: /melding/", exc_info=trouble)
    assert SECRET not in text
    assert "999990019" not in text
    assert "Failing row" not in text
    assert "tests.gir.test_logs.Refused" in text
    assert "ValueError" in text
    assert "in raised" in text
    assert "test_logs.py:" in text


def test_the_cause_stands_before_what_it_led_to():
    text = written("x", exc_info=raised())
    assert text.index("ValueError") < text.index("Refused")


def test_a_traceback_that_another_handler_left_behind_is_not_used():
    line = record("x", exc_info=raised())
    logging.Formatter().format(line)
    assert SECRET in line.exc_text
    assert SECRET not in NoPersonalDataFormatter().format(line)


def test_what_is_cleaned_for_this_log_stays_whole_for_others():
    line = record("failed: %s", ValueError(SECRET))
    NoPersonalDataFormatter().format(line)
    assert SECRET in line.getMessage()


def test_an_exception_as_argument_or_as_message_is_named_only():
    assert written("failed: %s", ValueError(SECRET)).endswith("failed: ValueError")
    assert written(ValueError(SECRET)).endswith("gir.test: ValueError")


def test_a_failed_task_shows_neither_its_arguments_nor_its_error():
    context = {
        "name": "notices.tasks.send_due_messages",
        "id": "1",
        "description": "raised unexpected",
        "exc": f"ValueError('{SECRET}')",
        "traceback": SECRET,
        "args": SECRET,
        "kwargs": SECRET,
    }
    text = written("Task %(name)s[%(id)s] %(description)s: %(exc)s", context, exc_info=raised())
    assert SECRET not in text
    assert "Task notices.tasks.send_due_messages[1] raised unexpected: tests.gir.test_logs.Refused" in text


def test_a_query_string_is_cut_off():
    text = written("Invalid HTTP_HOST or path /daders/zoeken?naam=Schreeuwers&geboren=1980")
    assert "/daders/zoeken?…" in text
    assert "Schreeuwers" not in text


@pytest.mark.parametrize("arguments", [(1, 2), ()])
def test_a_message_that_does_not_fit_its_arguments_loses_no_line(arguments):
    assert "gir.test" in written("one %s only", *arguments)


def test_a_chain_that_bites_its_tail_ends():
    one, two = ValueError(SECRET), KeyError(SECRET)
    one.__context__, two.__context__ = two, one
    assert SECRET not in written("x", exc_info=(ValueError, one, None))


def test_the_console_of_every_mode_uses_it(settings):
    assert settings.LOGGING["formatters"]["plain"]["()"] == "gir.logs.NoPersonalDataFormatter"
    assert settings.LOGGING["formatters"]["json"]["()"] == "gir.logs.JsonFormatter"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} <= {"plain", "json"}
