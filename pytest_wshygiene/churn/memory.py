"""The memory of this process, without a library: what the kernel says, where there is a kernel that says it."""

from __future__ import annotations

import os
from pathlib import Path

_ROLLUP = Path("/proc/self/smaps_rollup")
_STATM = Path("/proc/self/statm")


def private_memory() -> int | None:
    """Bytes that would come back if this process ended (unique set size); None where the kernel does not tell.

    Private_Clean and Private_Dirty of /proc/self/smaps_rollup, see proc_pid_smaps(5); Linux 4.14 or later.
    """
    try:
        lines = _ROLLUP.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def resident_memory() -> int | None:
    """Bytes in physical memory (resident set size), shared ones included; None where the kernel does not tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * int(os.sysconf("SC_PAGE_SIZE"))


def process_memory() -> int | None:
    """The more telling of the two that can be had."""
    return private_memory() or resident_memory()
