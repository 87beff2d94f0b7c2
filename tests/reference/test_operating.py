"""What the page about history, prediction, restarts and alerts says is so."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from prometheus_client import generate_latest

import wshygiene_reference
from wshygiene_reference.__main__ import RESTART
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.operation.history import LAST_WRITE
from wshygiene_reference.operation.prediction import Prediction, TimeLeft, Verdict
from wshygiene_reference.operation.writer import DELAY, ROWS

from .conftest import Serve

PAGE = (Path(wshygiene_reference.__file__).parent / "OPERATING.md").read_text("utf-8")


def test_the_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    result = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert result.stderr == ""
    assert re.fullmatch(r"0 \d True \[\]\n", result.stdout)


def test_every_setting_is_told_and_each_that_is_told_is_one() -> None:
    told = set(re.findall(r"(?<!-)--([a-z][a-z-]*)", PAGE)) - {"help"}
    known = {each.name.replace("_", "-") for each in fields(OperationConfig)}
    assert told <= known
    ours = {name for name in known if name.startswith(("history-", "predict-", "restart-", "webhook-", "memory-"))}
    assert ours == told


def test_the_figures_are_those_of_the_code() -> None:
    assert f"exits with **{RESTART}**" in PAGE
    assert f"RestartForceExitStatus={RESTART}" in PAGE
    assert (DELAY, f"up to {ROWS:,} rows wait" in PAGE, f"{LAST_WRITE:g} s for what waits" in PAGE) == (1, True, True)


@pytest.mark.asyncio
async def test_the_parts_beside_the_manager_have_metrics_when_they_are_there(serve: Serve, tmp_path: Path) -> None:
    async with serve() as manager:
        assert b"wshygiene_history" not in generate_latest(Operation(manager).metrics)
        file = str(tmp_path / "history.db")
        config = OperationConfig(
            history_file=file, webhook_url="http://127.0.0.1:9/", predict_memory=True, memory_limit_mb=64
        )
        async with Operation(manager, config) as operation:
            assert operation.watch is not None
            before = generate_latest(operation.metrics).decode()
            operation.watch.prediction = Prediction(Verdict.GROWING, "", left=TimeLeft(7200.0, 3600.0, None))
            after = generate_latest(operation.metrics).decode()
    assert "wshygiene_memory_left_seconds" not in before
    for line in (
        "wshygiene_history_writable 1.0",
        "wshygiene_history_rows_lost_total 0.0",
        'wshygiene_webhook_alerts_total{end="dropped"} 0.0',
        "wshygiene_webhook_retries_total 0.0",
        "wshygiene_memory_limit_bytes 6.7108864e+07",
        'wshygiene_memory_left_seconds{bound="earliest"} 3600.0',
    ):
        assert line in after.splitlines()
