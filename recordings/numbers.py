# SPDX-License-Identifier: EUPL-1.2
"""Telephone numbers, in the one form in which they are compared."""

import re


def normalise_number(text: str) -> str:
    """Digits only, as dialled from abroad: 06-12 34 56 78, +31 6 12345678 and 0031612345678 are the same."""
    digits = re.sub(r"[^\d+]", "", text)
    if digits.startswith("+"):
        digits = digits[1:]
    elif digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0"):
        digits = "31" + digits[1:]
    return digits.replace("+", "")
