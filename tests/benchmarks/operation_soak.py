"""A soak of the whole manager: everything on, clients at churn, a dashboard open, Redis gone for 30 s in between.

    python tests/benchmarks/operation_soak.py [--minutes 20] --out soak

runs tests/reference/test_whole.py for that time under the plugin's own soak, which judges: memory by its robust slope
(more than 1 MB an hour fails), everything that can be counted by its count. ``--out`` gets the plot, its numbers and
the report. 0 when nothing grows.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TEST = "tests/reference/test_whole.py::test_nothing_of_the_whole_grows"


def run(minutes: float, out: Path) -> int:
    """Run the soak; pytest's exit code. Its output is shown, and kept in ``report.txt``."""
    out.mkdir(parents=True, exist_ok=True)
    soak, graphs = f"--wshygiene-soak={minutes * 60:.0f}s", f"--wshygiene-graphs={out.resolve()}"
    command = [sys.executable, "-m", "pytest", TEST, "-p", "no:cacheprovider", soak, graphs]
    with (out / "report.txt").open("w", encoding="utf-8") as report:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            print(line, end="", file=report, flush=True)
        return process.wait()


def main() -> int:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20.0, help="how long; at least 2, as Redis is away for 1")
    parser.add_argument("--out", type=Path, required=True, help="folder for plot, numbers and report")
    asked = parser.parse_args()
    if asked.minutes < 2:
        parser.error(f"--minutes {asked.minutes:g}: at least 2, since Redis is away for 30 s after the first 30")
    return run(asked.minutes, asked.out)


if __name__ == "__main__":
    raise SystemExit(main())
