# SPDX-License-Identifier: EUPL-1.2
"""Names as they are compared."""


def name_key(name: str) -> str:
    """The name in the form in which names are compared."""
    return name.casefold()
