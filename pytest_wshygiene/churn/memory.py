"""The memory of this process, without a library: what the kernel says, where there is a kernel that says it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

_ROLLUP = Path("/proc/self/smaps_rollup")
_STATM = Path("/proc/self/statm")
#: What grows when a program does: pages of no file, those that were swapped out, and its share of shared memory.
_OWN = ("Anonymous:", "Swap:", "Pss_Shmem:")


def own_memory() -> int | None:
    """Bytes that the program has filled itself: Anonymous, Swap and Pss_Shmem of smaps_rollup; None without a kernel
    that tells (see proc_pid_smaps(5); Linux 4.14 or later, Pss_Shmem from 5.4 on).

    Pages of files are left out. The unique set size has them for as long as nobody else maps the file: it rises by
    several megabytes when the last other process ends that uses the same libpython or libcrypto.
    """
    try:
        lines = _ROLLUP.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(_OWN))


def resident_memory() -> int | None:
    """Bytes in physical memory (resident set size), pages of files included; None where the kernel does not tell."""
    try:
        pages = int(_STATM.read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return None
    return pages * int(os.sysconf("SC_PAGE_SIZE"))


def process_memory() -> int | None:
    """The more telling of the two that can be had, after the C allocator has given back what is free anyway.

    glibc keeps several megabytes at the end of its heap, for as long as it likes; pages that it gives back are no leak.
    """
    if (trim := _malloc_trim()) is not None:
        trim(0)
    return own_memory() or resident_memory()


@cache
def _malloc_trim() -> Any:
    """``malloc_trim`` of glibc, see malloc_trim(3); None for another C library."""
    try:
        import ctypes

        return ctypes.CDLL(None).malloc_trim
    except (ImportError, OSError, AttributeError, TypeError):  # TypeError: Windows has no library of the process
        return None
