"""What counts as memory of the process: what it has filled, not the files that it happens to be alone with."""

from __future__ import annotations

import mmap
import platform
import sys
from pathlib import Path

import pytest

from pytest_wshygiene.churn.memory import process_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells pages of files from others")
MEGABYTE = 1 << 20


def now() -> int:
    memory = process_memory()
    assert memory is not None
    return memory


def test_what_is_filled_counts_until_it_is_freed() -> None:
    before = now()
    filled = bytearray(32 * MEGABYTE)
    assert now() - before > 31 * MEGABYTE
    del filled
    assert now() - before < MEGABYTE


def test_shared_memory_of_its_own_counts() -> None:
    before = now()
    with mmap.mmap(-1, 32 * MEGABYTE) as shared:
        shared.write(b"x" * 32 * MEGABYTE)
        assert now() - before > 31 * MEGABYTE


def test_a_file_that_nobody_else_maps_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "library"
    path.write_bytes(b"x" * 32 * MEGABYTE)
    before = now()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, mmap.MAP_PRIVATE, mmap.PROT_READ) as library:
        assert sum(library[page] for page in range(0, len(library), mmap.PAGESIZE))
        assert now() - before < MEGABYTE


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
def test_what_the_allocator_keeps_for_later_does_not_count() -> None:
    before = now()
    blocks = [bytearray(100_000) for _ in range(320)]  # smaller than what gets a mapping of its own
    assert now() - before > 30 * MEGABYTE
    last = blocks.pop()  # holds the end of the heap in its place
    blocks.clear()
    assert now() - before < 2 * MEGABYTE
    assert last
