"""A churn's plot and numbers as files, for ``--wshygiene-graphs=DIR`` and soaks."""

from __future__ import annotations

import json
import re
from pathlib import Path

from pytest_wshygiene.churn.result import ChurnResult


def write(folder: Path, result: ChurnResult, number: int = 1) -> None:
    """Write ``churn-<test>.svg`` and ``.json``; the later churns of one test get a number."""
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^0-9a-zA-Z]+", "-", result.nodeid.rpartition("/")[2]).strip("-")[:120]
    path = folder / f"churn-{name}{f'-{number}' if number > 1 else ''}.svg"
    path.write_text(result.plot, encoding="utf-8")
    path.with_suffix(".json").write_text(json.dumps(result.as_json(), indent=1) + "\n", encoding="utf-8")
