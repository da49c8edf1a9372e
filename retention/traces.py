# SPDX-License-Identifier: EUPL-1.2
"""What a database keeps of a row after it was deleted.

SQLite overwrites it in its file (`secure_delete`), and keeps the pages as they were in its log of writes until that is
emptied. PostgreSQL keeps the ciphertext in its pages until they are reused, and in its log: see docs/operations.md.
"""

from django.db import connection


def wipe() -> bool:
    """Empty SQLite's log of writes, outside any transaction; answers False when somebody still reads from it: the next
    sweep tries again. PostgreSQL has no such thing to do."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return connection.vendor != "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, _in_log, _moved) = cursor.fetchone()
    return not busy
