"""Whole pytest processes, with and without the plugin, in turns: what it costs to start, and what a test costs."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from statistics import median

from measuring import Row, added, plain

HERE = Path(__file__).parent
OURS, ASYNCIO, PYLEAK = "wshygiene", "asyncio", "pyleak"
#: Milliseconds a test that the plugin may add, by the size of the heap beside it.
BUDGETS = {0: 0.5, 200_000: 0.5, 2_000_000: 1.0}
#: Percent that an installed plugin that is off may add to the start of pytest.
START_BUDGET = 3.0


SUITE_INI = """\
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
markers =
    no_leaks: pyleak's
"""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run the same tests: which plugins take part, further arguments, a marker for every test."""

    name: str
    plugins: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    marker: str = ""
    tests: int = 300


TASKS_ONLY = "no_leaks(tasks=True, threads=False, blocking=False)"
BARE = Variant("bare pytest", (ASYNCIO,))
ON = Variant("wshygiene on", (ASYNCIO, OURS), ("--wshygiene",))
COMPARED = (
    Variant("verify_cleanup fixture", (ASYNCIO,), ("-p", "verify_cleanup")),
    Variant("pyleak", (ASYNCIO, PYLEAK), marker="no_leaks", tests=30),
    Variant("pyleak, tasks only", (ASYNCIO, PYLEAK), marker=TASKS_ONLY, tests=30),
)
STARTS = (
    Variant("bare pytest", ()),
    Variant("bare pytest again (the noise)", ()),
    Variant("installed, off", (OURS,)),
    Variant("installed, on", (OURS,), ("--wshygiene",)),
)


def measure_start(folder: Path, rounds: int, say: Callable[[str], None]) -> list[Row]:
    """Start pytest on an empty file, in turns; the order is reversed every other time."""
    suite = folder / "empty"
    suite.mkdir()
    (suite / "pytest.ini").write_text("[pytest]\n")
    (suite / "test_empty.py").write_text("")
    walls: dict[str, list[float]] = {variant.name: [] for variant in STARTS}
    processors: dict[str, list[float]] = {variant.name: [] for variant in STARTS}
    for turn in range(-1, rounds):
        if turn % 10 == 0:
            say(f"start-up, round {turn + 1} of {rounds}")
        for variant in STARTS[:: 1 if turn % 2 else -1]:
            wall, processor = _timed(_command(variant), suite, {})
            if turn >= 0:  # the first one fills the caches
                walls[variant.name].append(wall)
                processors[variant.name].append(processor)
    section = "Start-up of the whole process on an empty test file"
    bare = STARTS[0].name
    rows = [plain(section, f"{bare}: wall clock", "ms", [1000 * spent for spent in walls[bare]])]
    for variant in STARTS[1:]:
        budget = START_BUDGET if variant.name == "installed, off" else None
        rows.append(_percent(section, f"{variant.name}: wall clock", walls[variant.name], walls[bare], budget))
        rows.append(_percent(section, f"{variant.name}: processor", processors[variant.name], processors[bare], None))
    imports = [_import_time() for _ in range(max(3, rounds // 3))]
    rows.append(plain(section, "import of pytest_wshygiene.plugin", "ms", imports))
    return rows


def measure_tests(
    folder: Path, heaps: Iterable[int], rounds: int, say: Callable[[str], None], pyleak_rounds: int = 2
) -> list[Row]:
    """Run trivial tests beside heaps of several sizes, in turns, timed inside the session."""
    variants = (BARE, ON, *COMPARED)
    suites = {variant.name: _write_suite(folder, variant) for variant in variants}
    rows: list[Row] = []
    for heap in heaps:
        spent: dict[tuple[str, str], list[float]] = {}
        for turn in range(rounds):
            say(f"{heap:,} objects, round {turn + 1} of {rounds}")
            for variant in variants[:: 1 if turn % 2 else -1]:
                if variant.marker and turn >= pyleak_rounds:  # it sleeps in every test: little noise, much time
                    continue
                for key, value in _run_suite(suites[variant.name], variant, heap).items():
                    spent.setdefault((variant.name, key), []).append(value)
        rows += _test_rows(heap, spent, variants)
    return rows


def _test_rows(heap: int, spent: Mapping[tuple[str, str], list[float]], variants: tuple[Variant, ...]) -> list[Row]:
    section = f"A passing test beside {heap:,} objects of the program (300 async and 300 sync)"
    rows = []
    for kind in ("async", "sync"):
        base = spent[BARE.name, kind]
        rows.append(plain(section, f"{kind}: {BARE.name}, in all", "ms/test", base))
        for variant in variants[1:]:
            budget = BUDGETS.get(heap) if variant is ON else None
            samples = spent[variant.name, kind]
            rows.append(added(section, f"{kind}: {variant.name} adds", "ms/test", samples, base, "bare", budget))
            if variant is ON:
                samples, ground = spent[variant.name, f"{kind} cpu"], spent[BARE.name, f"{kind} cpu"]
                rows.append(added(section, f"{kind}: ... in processor time", "ms/test", samples, ground, "bare"))
    return rows


def _percent(section: str, what: str, samples: list[float], base: list[float], budget: float | None) -> Row:
    ratio = median(samples) / median(base)
    each = [100 * (sample / other - 1) for sample, other in zip(samples, base, strict=True)]
    return Row(section, what, "% more", 100 * (ratio - 1), min(each), max(each), ratio, "bare", budget)


def _write_suite(folder: Path, variant: Variant) -> Path:
    suite = folder / re.sub(r"\W+", "_", variant.name)
    suite.mkdir()
    (suite / "pytest.ini").write_text(SUITE_INI)
    shutil.copy(HERE / "heap.py", suite)
    shutil.copy(HERE / "suite_conftest.py", suite / "conftest.py")
    shutil.copy(HERE / "verify_cleanup.py", suite)
    mark = f"pytestmark = pytest.mark.{variant.marker}\n" if variant.marker else ""
    bodies = {"async": "async def test_{}():\n    await asyncio.sleep(0)\n", "sync": "def test_{}():\n    pass\n"}
    for kind, body in bodies.items():
        tests = "\n\n".join(body.format(number) for number in range(variant.tests))
        (suite / f"test_{kind}.py").write_text(f"import asyncio\n\nimport pytest\n\n{mark}\n\n{tests}")
    return suite


def _run_suite(suite: Path, variant: Variant, heap: int) -> dict[str, float]:
    times = suite / "times.json"
    _timed(_command(variant), suite, {"BENCHMARK_HEAP": str(heap), "BENCHMARK_TIMES": str(times)})
    told = json.loads(times.read_text())
    spent: dict[str, float] = {}
    for kind in ("async", "sync"):
        each = told["files"][f"test_{kind}.py"]
        spent[kind] = 1000 * sum(wall for wall, _ in each) / len(each)
        spent[f"{kind} cpu"] = 1000 * sum(processor for _, processor in each) / len(each)
    return spent


def _command(variant: Variant) -> list[str]:
    """A pytest with these plugins and no other that happens to be installed."""
    installed = sorted({entry.name for entry in entry_points(group="pytest11")})
    blocked = [word for name in installed if name not in variant.plugins for word in ("-p", f"no:{name}")]
    return [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *blocked, *variant.arguments]


def _timed(command: list[str], folder: Path, more: Mapping[str, str]) -> tuple[float, float]:
    """Seconds of the wall clock and of the processor that a process took; one that failed ends the benchmark."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "PYTHON"))}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**environment, **more}, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 5):  # 5: there are no tests, as in the empty file
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
    return wall, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def _import_time() -> float:
    """Milliseconds for the plugin's module and what it imports, in a process that has imported pytest."""
    command = [sys.executable, "-X", "importtime", "-c", "import pytest, pytest_wshygiene.plugin"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    [found] = re.findall(r"\|\s+(\d+) \|\s+pytest_wshygiene\.plugin$", told, re.MULTILINE)
    return int(found) / 1000
