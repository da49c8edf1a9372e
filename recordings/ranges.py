# SPDX-License-Identifier: EUPL-1.2
"""Which part of a sound a player asks for (RFC 9110, section 14): one range of bytes, or all of it."""

import re

# For who asks for everything from somewhere on, as players do, so many bytes at once: a player that stands still must
# not keep an answer of hours open. It asks again for what follows.
AT_ONCE = 2 * 1024 * 1024
ONE_RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.ASCII)


class Unsatisfiable(Exception):
    """There are no such bytes."""


def asked_for(header: str, size: int) -> tuple[int, int] | None:
    """From where up to and not including where, for the header `Range` of a request for `size` bytes.

    None for all of it: nothing was asked, or several parts at once, or something that is no range; a server may then
    answer with everything. Raises Unsatisfiable.
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        # The last so many bytes.
        start, end = max(0, size - int(found[2])), size
    else:
        start = int(found[1])
        end = min(int(found[2]) + 1 if found[2] else start + AT_ONCE, size)
        if found[2] and int(found[2]) < start:
            return None
    if start >= end:
        raise Unsatisfiable
    return start, end
