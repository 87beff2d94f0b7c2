"""What the manager's own page says is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import wshygiene_reference
from wshygiene_reference.close_codes import CloseCode, is_terminal

PACKAGE = Path(wshygiene_reference.__file__).parent
PAGE = (PACKAGE / "README.md").read_text("utf-8")


def test_the_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    result = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert result.stderr == ""
    assert result.stdout == "{'state': 'done'}\n0 0 {}\n"


def test_every_close_code_is_explained_with_what_clients_do() -> None:
    rows = re.findall(r"^\| ([\d, ]+) \| .* \| (yes|no)", PAGE, re.MULTILINE)
    told = {int(code): answer for codes, answer in rows for code in codes.split(", ")}
    assert told.keys() == set(CloseCode)
    assert {code for code, answer in told.items() if answer == "no"} == {
        code for code in CloseCode if is_terminal(code)
    }


def test_every_file_has_its_place() -> None:
    files = {path.name for path in PACKAGE.glob("*.py")} - {"__init__.py", "__main__.py", "_extra.py"}
    told = set(re.findall(r"`(\w+\.py)`", PAGE))
    assert files - told <= {"config.py", "close_codes.py", "server.py", "demo.py", "events.py", "progress.py"}
    assert told <= files
