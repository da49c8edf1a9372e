# SPDX-License-Identifier: EUPL-1.2
"""Whether a name that is looked up in the registry is that of the reader, or of somebody who works there too."""

import re

from rapidfuzz import fuzz, process

from accounts.models import User

from .names import MatchReason, best_matches, name_key
from .names.folding import fold, plain

# A surname or an initial that is the same says little among two thousand people.
TOO_LITTLE = {MatchReason.SURNAME, MatchReason.DOUBLE, MatchReason.SLIP}
TOO_LITTLE_OF_A_COLLEAGUE = TOO_LITTLE | {MatchReason.INITIAL}
# Accounts have no stored key, and making one of every name takes half a second: only of those that look alike.
ALIKE, CONSIDERED = 50, 40


def whose_name(reader: User, name: str) -> tuple[bool, bool]:
    """Whether this is the reader's own name, and whether it is that of an active colleague."""
    own = best_matches(name, [(reader.pk, name_key(reader.name))], 1)
    staff = User.objects.filter(municipality=reader.municipality_id, is_active=True).exclude(pk=reader.pk)
    known = dict(staff.order_by().values_list("pk", "name"))
    alike = process.extract(
        _letters(name),
        {pk: _letters(of_colleague) for pk, of_colleague in known.items()},
        scorer=fuzz.token_sort_ratio,
        score_cutoff=ALIKE,
        limit=CONSIDERED,
    )
    others = best_matches(name, [(pk, name_key(known[pk])) for _text, _score, pk in alike], CONSIDERED)
    return (
        any(TOO_LITTLE.isdisjoint(match.reasons) for match in own),
        any(TOO_LITTLE_OF_A_COLLEAGUE.isdisjoint(match.reasons) for match in others),
    )


def _letters(name: str) -> str:
    return re.sub(r"[^\w]+", " ", fold(plain(name)))
