"""What the linter costs, beside a bare ``ast.parse`` of the same files and beside its peers, in one run.

    python tests/benchmarks/linter_cost.py FOLDER... [--rounds N] [--only PART] [--json FILE] [--check]

The folders hold unpacked source archives; the budgets are meant for about two million lines. Four parts, each command
a process of its own, everything compared in turns so that noise falls on all alike:

corpus    Processor seconds of a cold run over all files, tests included, without cache and in one process: at most
          twice those of ``ast.parse`` on the same files. A warm run: at most 0.8 s. Peak memory: at most 300 MB. The
          wall time of ``-j 2`` beside ``-j 1``.
small     One small file: wall time above that of starting Python and doing nothing, at most 80 ms.
peers     The same 400 files for ruff (RUF006, ASYNC, B019, SIM115), flake8 with bugbear, and us: at least 20 times
          flake8's speed. The same 60 files for pylint (R1732) and fixit. Those that are not installed are left out.

Medians are judged; the spread is shown. The exit code is 0, with ``--check`` 1 when a budget is exceeded. Needs the
dependency group ``bench``; five to ten minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from measuring import Progress, Row, as_data, beside, plain, table

PARTS = ("corpus", "small", "peers")
PARSE = """
import ast, sys
for path in open(sys.argv[1]).read().splitlines():
    with open(path, "rb") as file:
        data = file.read()
    try:
        ast.parse(data)
    except (SyntaxError, ValueError):
        pass
"""

# An installed command finds its byte code; without it half a second would go into compiling the tools themselves.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

LEAKY = """
import asyncio


class Feed:
    def start(self):
        asyncio.create_task(self.pump())

    async def pump(self):
        await asyncio.sleep(1)
"""


class Cost(NamedTuple):
    """What one process took: processor and wall time in seconds, the most memory it had in MB."""

    cpu: float
    wall: float
    memory: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, and print the table."""
    asked = _parser().parse_args(arguments)
    progress = Progress()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="wshygiene-cost-") as scratch:
        bench = Bench(asked.folders, Path(scratch), asked.rounds, progress)
        for part in asked.only or PARTS:
            progress.say(f"part: {part}")
            rows += getattr(bench, part)()
    progress.say("done")
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps(as_data(rows), indent=1) + "\n")
    return 1 if asked.check and any(row.verdict == "OVER" for row in rows) else 0


class Bench:
    """The measurements of one run; ``scratch`` is where lists and caches go."""

    def __init__(self, folders: Sequence[Path], scratch: Path, rounds: int, progress: Progress) -> None:
        self.folders = [str(folder) for folder in folders]
        self.scratch = scratch
        self.rounds = rounds
        self.progress = progress
        self.files = sorted(str(path) for folder in folders for path in folder.rglob("*.py") if path.is_file())
        command = str(Path(sys.executable).with_name("wshygiene"))
        self.tool = [command, "check", "--quiet", "--isolated"]

    def corpus(self) -> list[Row]:
        """All files: cold, warm, in two processes."""
        listed = self._list("all", self.files)
        cold = [*self.tool, "--exit-zero", "--include-tests", *self.folders]
        cache = ["--cache-dir", str(self.scratch / "cache")]
        run(cold + cache)
        costs = self._in_turns(
            {
                "ast": lambda: run([sys.executable, "-c", PARSE, listed]),
                "cold": lambda: run([*cold, "--no-cache", "-j", "1"]),
                "two": lambda: run([*cold, "--no-cache", "-j", "2"]),
                "warm": lambda: run(cold + cache),
                "tests exempt": lambda: run([*self.tool, "--exit-zero", *self.folders, "--no-cache", "-j", "1"]),
            }
        )
        section = f"corpus: {len(self.files):,} files, {sum(map(lines_of, self.files)):,} lines"
        cpu = {name: [cost.cpu for cost in each] for name, each in costs.items()}
        wall = {name: [cost.wall for cost in each] for name, each in costs.items()}
        twice = 2 * median(cpu["ast"])
        return [
            plain(section, "ast.parse alone", "cpu s", cpu["ast"]),
            beside(section, "cold, one process", "cpu s", cpu["cold"], cpu["ast"], "ast.parse", twice),
            beside(section, "cold, tests exempt as by default", "cpu s", cpu["tests exempt"], cpu["ast"], "ast.parse"),
            plain(section, "cold, one process", "wall s", wall["cold"]),
            beside(section, "cold, two processes", "wall s", wall["two"], wall["cold"], "one process"),
            plain(section, "warm", "cpu s", cpu["warm"], 0.8),
            plain(section, "warm", "wall s", wall["warm"]),
            plain(section, "memory, cold", "MB", [cost.memory for cost in costs["cold"]], 300),
        ]

    def small(self) -> list[Row]:
        """One small file, beside an interpreter that does nothing."""
        file = self.scratch / "small.py"
        file.write_text("import asyncio\n\n\nasync def main():\n    await asyncio.sleep(1)\n")
        leaky = self.scratch / "leaky.py"
        leaky.write_text(LEAKY)
        costs = self._in_turns(
            {
                "bare": lambda: run([sys.executable, "-c", "pass"]),
                "clean": lambda: run([*self.tool, "--exit-zero", str(file), "--no-cache"]),
                "leaky": lambda: run([*self.tool, str(leaky), "--no-cache"], codes=(1,)),
            },
            self.rounds * 4,
        )
        bare = median(cost.wall for cost in costs["bare"])
        above = {name: [1000 * (cost.wall - bare) for cost in each] for name, each in costs.items()}
        section = "one small file, above the start of Python"
        return [
            plain(section, "without a finding", "ms wall", above["clean"], 80),
            plain(section, "with a finding, which libcst confirms", "ms wall", above["leaky"]),
        ]

    def peers(self) -> list[Row]:
        """The same files for everybody."""
        sample = random.Random(1).sample(self.files, min(400, len(self.files)))
        few = sample[:60]
        ours = [*self.tool, "--exit-zero", "--include-tests", "--no-cache", "-j", "1"]
        commands = {
            "flake8 with bugbear": (sample, ["flake8", "-j", "1", "--select", "B", "--exit-zero"]),
            "ruff, four selectors": (
                sample,
                ["ruff", "check", "-q", "-n", "--isolated", "--exit-zero", "--select", "RUF006,ASYNC,B019,SIM115"],
            ),
            "pylint, R1732 alone": (few, ["pylint", "--disable=all", "--enable=R1732", "--exit-zero", "-j", "1"]),
            "fixit, its own rules": (few, ["fixit", "--quiet", "lint"]),
        }
        found = {name: which for name, which in commands.items() if shutil.which(which[1][0])}
        costs = self._in_turns(
            {
                "us on 400": lambda: run([*ours, *sample]),
                "us on 60": lambda: run([*ours, *few]),
                **{name: self._peer(files, command) for name, (files, command) in found.items()},
            },
            min(self.rounds, 3),
        )
        cpu = {name: [cost.cpu for cost in each] for name, each in costs.items()}
        section = "peers, on the same files"
        rows = [
            plain(section, "us, 400 files", "cpu s", cpu["us on 400"]),
            plain(section, "us, 60 files", "cpu s", cpu["us on 60"]),
        ]
        for name, (files, _) in found.items():
            whose = "us on 400" if files is sample else "us on 60"
            rows.append(beside(section, f"{name}, {len(files)} files", "cpu s", cpu[name], cpu[whose], "us"))
        return rows

    def _peer(self, files: Sequence[str], command: Sequence[str]) -> Callable[[], Cost]:
        return lambda: run([*command, *files], codes=(0, 1))  # fixit has no option to end with 0 in spite of findings

    def _in_turns(self, commands: dict[str, Callable[[], Cost]], rounds: int = 0) -> dict[str, list[Cost]]:
        costs: dict[str, list[Cost]] = {name: [] for name in commands}
        for number in range(rounds or self.rounds):
            self.progress.say(f"round {number + 1}")
            for name, command in commands.items():
                costs[name].append(command())
        return costs

    def _list(self, name: str, files: Sequence[str]) -> str:
        place = self.scratch / name
        place.write_text("\n".join(files))
        return str(place)


def run(command: Sequence[str], codes: Sequence[int] = (0,)) -> Cost:
    """Run a command to its end and say what it took.

    What it prints is thrown away, unless it ends with another code than these: a command that was called wrongly is
    quick, and its time must not get into the table.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            errors.seek(0)
            told = errors.read().decode(errors="replace")[-500:]
            raise SystemExit(f"{' '.join(command[:3])} ... ended with {process.returncode}: {told}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, usage.ru_maxrss / 1024)


def lines_of(path: str) -> int:
    """The number of lines of a file."""
    return Path(path).read_bytes().count(b"\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a budget is exceeded")
    return parser


if __name__ == "__main__":
    sys.exit(main())
