# SPDX-License-Identifier: EUPL-1.2
"""Whether a name that is looked up in the registry is that of the reader, or of somebody who works there too."""

from functools import lru_cache

from accounts.models import User

from .names import MatchReason, best_matches, name_key

# A surname or an initial that is the same says little among two thousand people.
TOO_LITTLE = {MatchReason.SURNAME, MatchReason.DOUBLE, MatchReason.SLIP}
TOO_LITTLE_OF_A_COLLEAGUE = TOO_LITTLE | {MatchReason.INITIAL}
CONSIDERED = 50

# Names of accounts are not secret (they are stored plain, to sign in with), and making a key of one takes longer than
# comparing it: kept for as long as this process runs, for some twenty large municipalities.
_key_of_account = lru_cache(maxsize=50_000)(name_key)


def whose_name(reader: User, name: str) -> tuple[bool, bool]:
    """Whether this is the reader's own name, and whether it is that of an active colleague."""
    own = best_matches(name, [(reader.pk, _key_of_account(reader.name))], 1)
    staff = User.objects.filter(municipality=reader.municipality_id, is_active=True).exclude(pk=reader.pk)
    keys = [(pk, _key_of_account(known)) for pk, known in staff.order_by().values_list("pk", "name")]
    others = best_matches(name, keys, CONSIDERED)
    return (
        any(TOO_LITTLE.isdisjoint(match.reasons) for match in own),
        any(TOO_LITTLE_OF_A_COLLEAGUE.isdisjoint(match.reasons) for match in others),
    )
