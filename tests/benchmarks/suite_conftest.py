"""Becomes the ``conftest.py`` of a measured session: holds the heap, and times every test from set-up to teardown."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import heap
import pytest

HEAP = heap.build(int(os.environ["BENCHMARK_HEAP"]))
SPENT: dict[str, list[tuple[float, float]]] = {}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Seconds of the wall clock and of the processor, by file."""
    wall, processor = time.perf_counter(), time.process_time()
    result = yield
    spent = (time.perf_counter() - wall, time.process_time() - processor)
    SPENT.setdefault(item.path.name, []).append(spent)
    return result


def pytest_sessionfinish(exitstatus: int) -> None:
    """Hand the times over."""
    Path(os.environ["BENCHMARK_TIMES"]).write_text(json.dumps({"exit": int(exitstatus), "files": SPENT}))
