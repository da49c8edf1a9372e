# SPDX-License-Identifier: EUPL-1.2
"""The citizen service number (BSN) as people write it, and as it is stored: nine digits."""

import re

from stdnum.nl import bsn


class NotABsn(ValueError):
    """What was typed is no BSN. `code` says what is wrong with it; the number itself is not repeated."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_bsn(typed: str) -> str:
    """The nine digits of a BSN that may be typed with spaces, dots or hyphens; "" for nothing.

    Eight digits are a number whose leading zero was left out, as spreadsheets and older papers do; fewer are a typing
    mistake. Raises NotABsn: `digits`, `length` or `check` (the 11-proef, which the all-zero number would pass).
    """
    digits = re.sub(r"[\s.\-]", "", typed)
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]+", digits):
        raise NotABsn("digits")
    if len(digits) not in (8, 9):
        raise NotABsn("length")
    digits = digits.zfill(9)
    if int(digits) == 0 or not bsn.is_valid(digits):
        raise NotABsn("check")
    return digits
