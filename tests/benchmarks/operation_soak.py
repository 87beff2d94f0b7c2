"""A soak of the whole manager: everything on, clients at churn, a dashboard open, Redis gone for 30 s in between.

    python tests/benchmarks/operation_soak.py [--minutes 22] --out soak

runs tests/reference/test_whole.py for that time, a warm-up of 1,500 rounds included, under the plugin's own soak,
which judges everything that can be counted by its count; memory is judged here, by its robust slope: more than 1 MB
an hour fails. ``--out`` gets the plot, its numbers and the report. 0 when nothing grows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TEST = "tests/reference/test_whole.py::test_nothing_of_the_whole_grows"
#: What the memory of the process may grow by, in MB per hour.
MOST = 1.0


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


def memory_grows(out: Path) -> bool:
    """Tell the slope that the soak has left in ``out``, and whether it is more than it may be."""
    (plot,) = out.glob("churn-*.json")
    figures = json.loads(plot.read_text(encoding="utf-8"))["figures"]
    hourly = figures["process_mb_per_hour"]
    print(f"{figures['cycles']} rounds, memory {hourly['estimate']:+.2f} MB an hour", end=" ")
    print(f"(95 %: {hourly['low']:+.2f} to {hourly['high']:+.2f}), at most {MOST:g}")
    return bool(hourly["estimate"] > MOST)


def main() -> int:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=22.0, help="how long, with a warm-up of 1 to 2; at least 5")
    parser.add_argument("--out", type=Path, required=True, help="folder for plot, numbers and report")
    asked = parser.parse_args()
    if asked.minutes < 5:
        parser.error(f"--minutes {asked.minutes:g}: at least 5, since Redis is away for 30 s after a warm-up")
    code = run(asked.minutes, asked.out)
    return code or memory_grows(asked.out)


if __name__ == "__main__":
    raise SystemExit(main())
