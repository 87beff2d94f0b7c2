"""Asking about numbers one by one says the same as the listing of their folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from pytest_wshygiene.census.open_numbers import OpenNumbers, how_many

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="descriptors are listed in /proc, which only Linux has"
)


def listed() -> set[int]:
    """What the kernel lists, less the number that the listing itself is open under."""
    numbers = set(map(int, os.listdir("/proc/self/fd")))
    return {number for number in numbers if os.path.exists(f"/proc/self/fd/{number}")}


@pytest.fixture
def opened() -> Iterator[list[int]]:
    """Numbers that are closed at the end."""
    numbers: list[int] = []
    yield numbers
    for number in numbers:
        os.close(number)


def look(numbers: OpenNumbers) -> set[int]:
    found = numbers.look()
    assert found is not None
    return set(found)


def test_what_comes_and_goes_is_seen(opened: list[int]) -> None:
    numbers = OpenNumbers()
    assert look(numbers) == listed()
    opened += os.pipe()
    assert look(numbers) == listed()
    os.close(opened.pop(0))
    assert look(numbers) == listed()


def test_one_that_goes_while_another_comes_is_seen(opened: list[int]) -> None:
    """A count alone would not tell."""
    numbers = OpenNumbers()
    low, lower = os.open(os.devnull, os.O_RDONLY), os.open(os.devnull, os.O_RDONLY)
    before = look(numbers)
    opened += [os.dup2(low, 200), lower]
    os.close(low)
    assert look(numbers) == listed() == before - {low} | {200}


@pytest.mark.parametrize("high", [60, 900])
def test_a_number_far_from_all_others_is_found(opened: list[int], high: int) -> None:
    numbers = OpenNumbers()
    look(numbers)
    opened.append(os.dup2(1, high))
    assert high in look(numbers)
    assert look(numbers) == listed()
    os.close(opened.pop())
    assert high not in look(numbers)


def test_the_count_is_the_kernels() -> None:
    if how_many() == 0:
        pytest.skip("this kernel does not tell the number of open descriptors: Linux does from 6.2 on")
    assert how_many() == len(listed())
