# SPDX-License-Identifier: EUPL-1.2
"""No process outlives the one that started it, not even when that one is killed without a chance to clean up."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
# Looked up at import: between fork and exec nothing may be loaded any more.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent is gone (Linux; elsewhere nothing happens)."""
    if _prctl is None:
        return
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # The parent died before the kernel was asked.
        os.kill(os.getpid(), signal.SIGKILL)
