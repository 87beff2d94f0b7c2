"""What the plugin costs, measured beside bare pytest and beside what else there is, in one run.

    python tests/benchmarks/plugin_cost.py [--rounds N] [--quick] [--only PART] [--json FILE] [--check]

Five parts, each in processes of its own, everything compared in turns so that noise falls on all alike:

start     Starting pytest on an empty file: without the plugin, with it installed but off, with it on. At most 3 %
          more while off. "bare pytest again" is what the noise of the machine looks like.
tests     300 trivial async and 300 trivial sync tests, timed inside the session, beside a program of nothing,
          200,000 and 2,000,000 live objects. At most 0.5 ms a test, beside two million 1 ms. In the same turns:
          pyleak's ``no_leaks`` marker (30 tests, because it sleeps in each), and a fixture that does by hand what
          Home Assistant's ``verify_cleanup`` is known to do.
creation  Recording one birth under 40 frames: ``create_task``, ``call_later``, ``socket()``, ``Thread.start`` with
          and without the patches. At most 6 us.
judging   A test that leaks 1 and 20 tasks, beside 200,000 and 2,000,000 objects: finding who holds them included,
          the time that a suspect gets to finish left out. objgraph's own search for the same tasks beside it.
discovery Measuring 1,000 discovered containers again, once for each test. At most 20 us.
holders   Paths and suspects of 20 leaks beside 2,500,000 objects, in four places that are more or less easy to find.
          At most 1 s and 200 MB; objgraph's search for two of them beside it, times ten.

Medians, and their difference or ratio, are judged; the spread is shown. Wall clock where nothing else is said. The
exit code is 0, with ``--check`` 1 when a budget is exceeded. Needs the dependency group ``bench``; about ten minutes,
``--quick`` about two. A machine with other work to do makes the spread wide, and the medians a little.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measuring import Progress, Row, as_data, table
from sessions import measure_start, measure_tests

HERE = Path(__file__).parent
PARTS = ("start", "tests", "creation", "discovery", "judging", "holders")
HEAPS = (0, 200_000, 2_000_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, and print the table."""
    asked = _parser().parse_args(arguments)
    rounds = 3 if asked.quick else asked.rounds
    progress = Progress()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="wshygiene-cost-") as folder:
        for part in asked.only or PARTS:
            progress.say(f"part: {part}")
            rows += _measure(part, Path(folder), rounds, asked.quick, progress)
    progress.say("done")
    print(table(rows))
    over = [row for row in rows if row.verdict == "OVER"]
    print(f"\n{len([row for row in rows if row.verdict == 'PASS'])} budgets kept, {len(over)} exceeded")
    if asked.json:
        asked.json.write_text(json.dumps(as_data(rows), indent=1) + "\n")
    return 1 if over and asked.check else 0


def _measure(part: str, folder: Path, rounds: int, quick: bool, progress: Progress) -> list[Row]:
    if part == "start":
        return measure_start(folder, rounds * 6, progress.say)
    if part == "tests":
        return measure_tests(folder, HEAPS, rounds, progress.say, pyleak_rounds=1 if quick else 2)
    if part == "creation":
        return _own_process("creation.py", rounds * 4)
    if part == "holders":
        return _own_process("holders.py", 2_500_000, rounds)
    if part == "discovery":
        return _own_process("discovery.py", rounds * 4)
    rows = []
    for objects in HEAPS[1:]:
        progress.say(f"judging beside {objects:,} objects")
        rows += _own_process("judging.py", objects, rounds)
    return rows


def _own_process(script: str, *arguments: int) -> list[Row]:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{script} failed with exit code {done.returncode}")
    return [Row(**row) for row in json.loads(done.stdout)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure what the plugin costs.")
    parser.add_argument("--rounds", type=int, default=9, help="turns of every comparison (default: 9)")
    parser.add_argument("--quick", action="store_true", help="three rounds: a first impression")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure one part only (repeatable)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to FILE, too")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a budget is exceeded")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
