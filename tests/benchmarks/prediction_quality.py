"""How well the reference manager tells leaks from what only looks so, on series that are labelled.

    python tests/benchmarks/prediction_quality.py [--series 300] [--seed 0]

`slope in its interval` and `time in its interval` are the shares, of the leaks that were told, in which the interval
of 95 % has the true figure. Kinds with a load are judged with it and, for comparison, without.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

from wshygiene_reference.operation.prediction import Verdict, predict

sys.path.insert(0, str(Path(__file__).parent.parent / "reference"))

from series import BASE, BEGUN, HARD, LEAKING, LOADED, STILL, Series, make

#: Five times what the memory was at the start.
LIMIT = BASE * 5


def judge(series: Series, with_load: bool) -> tuple[Verdict, bool | None, bool | None]:
    """The verdict; for a leak that was told, whether slope and time were in their intervals."""
    said = predict(series.samples, LIMIT, series.load if with_load else ())
    if not series.leaks or said.left is None or said.slope is None:
        return said.verdict, None, None
    true = series.until(LIMIT)
    in_time = said.left.earliest <= true and (said.left.latest is None or true <= said.left.latest)
    return said.verdict, said.slope.low <= series.slope <= said.slope.high, in_time


def report(kind: str, seeds: range, with_load: bool = True) -> Counter[str]:
    """Print the line of one kind; what it adds to the totals."""
    verdicts: Counter[Verdict] = Counter()
    slopes, times = [], []
    for seed in seeds:
        verdict, slope, in_time = judge(make(kind, seed), with_load)
        verdicts[verdict] += 1
        slopes += [slope] if slope is not None else []
        times += [in_time] if in_time is not None else []
    shares = f"{sum(slopes) / len(slopes):11.2f} {sum(times) / len(times):11.2f}" if slopes else ""
    name = kind if with_load else f"{kind}, load unknown"
    print(f"{name:42}", *(f"{verdicts[each]:9}" for each in Verdict), shares)
    growing, leaks = verdicts[Verdict.GROWING], kind in LEAKING or kind.startswith("leak")
    return Counter(
        true_positive=growing * leaks,
        false_positive=growing * (not leaks),
        leaks=len(seeds) * leaks,
        still=len(seeds) * (not leaks),
        slope_in=sum(slopes),
        told=len(slopes),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.series)
    print(f"{'':42}", *(f"{each:>9}" for each in Verdict), f"{'slope in':>11} {'time in':>11}")
    total: Counter[str] = Counter()
    for kind in (*STILL, *LEAKING, *LOADED):
        total += report(kind, seeds)
    print("beyond what can be told, not in the totals:")
    for kind in (*BEGUN, *HARD):
        report(kind, seeds)
    for kind in LOADED:
        report(kind, seeds, with_load=False)
    told = total["true_positive"] + total["false_positive"]
    print(
        f"precision {total['true_positive'] / told:.4f}, recall {total['true_positive'] / total['leaks']:.4f}, ", end=""
    )
    print(f"false alarms {total['false_positive']} of {total['still']}, ", end="")
    print(f"slopes in their interval {total['slope_in'] / total['told']:.3f}")
    print(f"one judgement of a day: {1000 * cost():.1f} ms")


def cost() -> float:
    """The median CPU time of judging a day with its load, in seconds."""
    day = next(made for seed in range(100) if len((made := make("leak in part of a day", seed)).samples) == 1440)
    spent = []
    for _ in range(21):
        before = time.process_time()
        predict(day.samples, LIMIT, day.load)
        spent.append(time.process_time() - before)
    return median(spent)


if __name__ == "__main__":
    main()
