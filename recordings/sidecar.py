# SPDX-License-Identifier: EUPL-1.2
"""What a recorder wrote beside a file of sound: one call, as JSON or CSV, with the names of the API.

JSON is one object; CSV is a row of names and one row of values, parted by comma or semicolon. `pauses` is a list of
`{"from": 2.0, "to": 3.5}` in JSON, and `2.0-3.5 9.0-12.0` in CSV, in seconds from the start of the call.
"""

import csv
import datetime
import io
import json
from typing import Any

from .calls import CallFacts
from .refusals import Refused

# Five hundred pauses take about a third of it.
BYTES_MAX = 64 * 1024
KINDS = (".json", ".csv")
NEEDED = frozenset({"external_id", "started_at", "ended_at", "employee"})
TEXTS = frozenset({"external_id", "employee", "unit", "direction", "caller_number"})
NAMES = NEEDED | TEXTS | {"pauses"}


def read(data: bytes, kind: str) -> CallFacts:
    """The call that it tells of; `kind` is the ending of the file's name. Raises Refused for what cannot be read."""
    if len(data) > BYTES_MAX:
        raise Refused("sidecar")
    try:
        text = data.decode("utf-8-sig")
        said = _from_json(text) if kind == ".json" else _from_csv(text)
        return _facts(said)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, csv.Error) as error:
        raise Refused("sidecar") from error


def _from_json(text: str) -> dict[str, Any]:
    said = json.loads(text)
    if not isinstance(said, dict):
        raise TypeError
    pauses = said.pop("pauses", None) or []
    return said | {"pauses": [(_number(pause["from"]), _number(pause["to"])) for pause in pauses]}


def _from_csv(text: str) -> dict[str, Any]:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    names, values, *more = [row for row in rows if row]
    said: dict[str, Any] = dict(zip(names, values, strict=True))
    if more or len(said) != len(names):
        raise ValueError
    pauses = [pause.split("-") for pause in said.pop("pauses", "").split()]
    return said | {"pauses": [(float(start), float(end)) for start, end in pauses]}


def _facts(said: dict[str, Any]) -> CallFacts:
    # What is empty was left out.
    given = {name: value for name, value in said.items() if value is not None and value != ""}
    if not NAMES >= given.keys() >= NEEDED - {"started_at", "ended_at"}:
        raise KeyError
    if any(not isinstance(given[name], str) or "\0" in given[name] for name in TEXTS & given.keys()):
        raise TypeError
    # JSON can write half of a pair, which is no text: raises UnicodeEncodeError, a ValueError.
    "".join(given[name] for name in TEXTS & given.keys()).encode()
    moments = {name: _moment(given[name]) if name in given else None for name in ("started_at", "ended_at")}
    return CallFacts(**(given | moments))


def _moment(said: Any) -> datetime.datetime:
    """With its offset; what has none is refused where it is checked (calls.py). In UTC, so that nothing overflows."""
    moment = datetime.datetime.fromisoformat(said)
    return moment if moment.tzinfo is None else moment.astimezone(datetime.UTC)


def _number(said: Any) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise TypeError
    return float(said)
