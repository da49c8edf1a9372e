# SPDX-License-Identifier: EUPL-1.2
"""Logs without personal data.

The message of an exception often carries data (a database error quotes the row), and so do local values, task
arguments and query strings. What is left is enough to find the fault: what kind of exception, and where.
"""

import logging
import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any

QUERY_STRING = re.compile(r"(/[^\s?'\"]*)\?[^\s'\"]+")
# What Celery hands to its own log lines beside the name and number of a task.
TASK_DATA = frozenset({"exc", "traceback", "args", "kwargs", "return_value"})
MOST_FRAMES = 40


class NoPersonalDataFormatter(logging.Formatter):
    """`2026-11-22 09:30:00 ERROR django.request: Internal Server Error: /melding/` and, below it, where it went wrong.

    An ordinary message is kept as it was written; an exception is reduced to its type, file, line and function, also
    where it was handed over as an argument of the message.
    """

    def __init__(self, fmt: str = "%(asctime)s %(levelname)s %(name)s: %(message)s") -> None:
        super().__init__(fmt, datefmt="%Y-%m-%d %H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text. Never raises on a message whose arguments do not fit."""
        clean = logging.makeLogRecord(record.__dict__)
        clean.args = _clean_arguments(record.args, record.exc_info)
        if isinstance(record.msg, BaseException):
            clean.msg = _name(type(record.msg))
        # Another handler may have left the full traceback here.
        clean.exc_text = None
        clean.stack_info = None
        try:
            return QUERY_STRING.sub(r"\1?…", super().format(clean))
        except (TypeError, ValueError, KeyError):
            clean.msg, clean.args = (
                f"{record.pathname}:{record.lineno} (message could not be formatted)",
                None,
            )
            return super().format(clean)

    def formatException(self, ei: Any) -> str:
        """The chain of exceptions, first cause first: type and frames, neither message nor values."""
        parts = []
        seen: set[int] = set()
        error: BaseException | None = ei[1]
        trace: TracebackType | None = ei[2]
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            parts.append("\n".join([_name(type(error)), *_frames(trace)]))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
            trace = error.__traceback__ if error is not None else None
        return "\n… which led to …\n".join(reversed(parts))


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
