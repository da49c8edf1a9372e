# SPDX-License-Identifier: EUPL-1.2
import base64

OLD = base64.b64encode(bytes(range(32))).decode()
NEW = base64.b64encode(bytes(range(100, 132))).decode()
# The ring of the tests' settings begins with this key (gir/settings.py).
RING_BEFORE = f"test-1:{OLD}"
RING_ROTATED = f"test-2:{NEW},test-1:{OLD}"
RING_AFTER = f"test-2:{NEW}"
