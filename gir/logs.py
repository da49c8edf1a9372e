# SPDX-License-Identifier: EUPL-1.2
"""Logs without personal data, a line of JSON each in production, with the number of the request or task.

The message of an exception often carries data (a database error quotes the row), and so do local values, task
arguments, query strings, addresses of pages and whatever a library hangs on its records. What is left is enough to find
the fault: what kind of exception, and where.
"""

import datetime
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from stdnum.nl import bsn
from structlog.contextvars import get_contextvars

QUERY_STRING = re.compile(r"(/[^\s?'\"]*)\?[^\s'\"]+")
# No message of ours holds these; one of a library may.
MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NINE_DIGITS = re.compile(r"(?<![\w-])\d{9}(?![\w-])")
TELEPHONE = re.compile(r"(?<!\w)(?:\+31|0031|0)[ -]?[1-9](?:[ -]?\d){8}(?!\w)")
# What Celery hands to its own log lines beside the name and number of a task.
TASK_DATA = frozenset({"exc", "traceback", "args", "kwargs", "return_value"})
MOST_FRAMES = 40
# No message of ours is longer; looking for what is somebody's takes the square of what a stranger put into one.
LONGEST_MESSAGE = 4_000
# Below this, the words of an exception may stand in any message by chance.
SHORTEST_WORDS = 4
# What belongs to the request or the task that is being done, in the order in which a line shows it.
BOUND = ("request_id", "task_id")


class NoPersonalDataFormatter(logging.Formatter):
    """`2026-11-22 09:30:00 ERROR django.request: Internal Server Error: /melding/ [request_id=3f2a91c07be45d18]` and,
    below it, where it went wrong.

    An ordinary message is kept as it was written; an exception is reduced to its type, file, line and function, also
    where it was handed over as an argument of the message. Of what a record carries beside its message (`extra`) only
    `status_code` is ever written, in JSON.
    """

    def __init__(self, fmt: str = "%(asctime)s %(levelname)s %(name)s: %(message)s") -> None:
        super().__init__(fmt, datefmt="%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text. Never raises on a message whose arguments do not fit."""
        clean = logging.makeLogRecord(record.__dict__)
        bound = "".join(f" [{name}={value}]" for name, value in _bound().items())
        clean.msg, clean.args = message_of(record) + bound, None
        # Another handler may have left the full traceback here.
        clean.exc_text = None
        clean.stack_info = None
        return super().format(clean)

    def formatException(self, ei: Any) -> str:
        """The chain of exceptions, first cause first: type and frames, neither message nor values."""
        parts = ["\n".join([_name(type(error)), *_frames(trace)]) for error, trace in _chain(ei)]
        return "\n… which led to …\n".join(reversed(parts))


class JsonFormatter(NoPersonalDataFormatter):
    """The same as an object on one line: time (UTC), level, logger, message, request_id or task_id, status_code,
    exception. What is not there is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        status = getattr(record, "status_code", None)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            **_bound(),
        }
        if isinstance(status, int):
            line["status_code"] = status
        if isinstance(record.exc_info, tuple) and record.exc_info[1]:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


FORMATTERS = {"plain": NoPersonalDataFormatter, "json": JsonFormatter}


def chosen_format() -> str:
    """`json` in production and `plain` elsewhere, unless GIR_LOG says otherwise."""
    usual = "json" if os.environ.get("GIR_MODE", "production") == "production" else "plain"
    chosen = os.environ.get("GIR_LOG", usual)
    return chosen if chosen in FORMATTERS else usual


def message_of(record: logging.LogRecord) -> str:
    """What the record says, without what is somebody's."""
    if isinstance(record.msg, BaseException):
        text = _name(type(record.msg))
    else:
        clean = logging.makeLogRecord(record.__dict__)
        clean.args = _without_address(_clean_arguments(record.args, record.exc_info), record)
        try:
            text = clean.getMessage()
        except (TypeError, ValueError, KeyError):
            return f"{record.pathname}:{record.lineno} (message could not be formatted)"
    for error, _trace in _chain(record.exc_info):
        words = str(error)
        if len(words) >= SHORTEST_WORDS:
            text = text.replace(words, _name(type(error)))
    if len(text) > LONGEST_MESSAGE:
        text = text[:LONGEST_MESSAGE] + "…"
    text = QUERY_STRING.sub(r"\1?…", text)
    text = MAIL_ADDRESS.sub("…@…", text)
    text = NINE_DIGITS.sub(lambda found: "…" if bsn.is_valid(found[0]) else found[0], text)
    return TELEPHONE.sub("…", text)


def _bound() -> dict[str, str]:
    known = get_contextvars()
    return {name: str(known[name]) for name in BOUND if name in known}


def _without_address(args: Any, record: logging.LogRecord) -> Any:
    """The address of a page may hold words of whoever typed it, or the key of a link in a mail: then its pattern."""
    request = getattr(record, "request", None)
    if request is None or not isinstance(args, tuple):
        return args
    return tuple(_place(request) if value == request.path else value for value in args)


def _place(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return "…"
    if match.args or any(isinstance(value, str) for value in match.kwargs.values()):
        return f"/{match.route}"
    return str(request.path)


def _chain(exc_info: Any) -> Iterator[tuple[BaseException, TracebackType | None]]:
    """The exception, what it came from, and so on."""
    if not isinstance(exc_info, tuple):
        return
    seen: set[int] = set()
    error: BaseException | None = exc_info[1]
    trace: TracebackType | None = exc_info[2]
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error, trace
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        trace = error.__traceback__ if error is not None else None


def _frames(trace: TracebackType | None) -> list[str]:
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return lines[-MOST_FRAMES:]


def _name(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _clean_arguments(args: Any, exc_info: Any) -> Any:
    if isinstance(args, Mapping):
        failed = _name(exc_info[0]) if isinstance(exc_info, tuple) and exc_info[0] else "…"
        return {key: failed if key in TASK_DATA else _clean(value) for key, value in args.items()}
    if isinstance(args, tuple):
        return tuple(_clean(value) for value in args)
    return args


def _clean(value: Any) -> Any:
    return _name(type(value)) if isinstance(value, BaseException) else value
