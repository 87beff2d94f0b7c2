"""The command serves the admin API as its page says: endpoints, commands and what they print."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

import wshygiene_reference
import wshygiene_reference.admin.views as views

from .conftest import PATIENCE


def _start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "wshygiene_reference", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    )


def test_the_command_makes_a_token_tells_it_once_and_stops_on_a_signal() -> None:
    process = _start("--admin-port", "0")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    places = r"admin API on (http://127\.0\.0\.1:\d+)/, dashboard on \1/dashboard/"
    found = re.fullmatch(rf"{places} \(token for this run: (\S{{43}})\)\n", lines[1])
    assert found, lines
    url, token = found.groups()
    assert httpx.get(f"{url}/metrics").status_code == 401
    answer = httpx.get(f"{url}/api/websocket/status", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["status"] == "healthy"
    taken = _start("--admin-port", url.rpartition(":")[2])
    text, _ = taken.communicate(timeout=PATIENCE)
    assert (taken.returncode, text.splitlines()[-1]) == (
        1,
        f"Error: admin_port = {url.rpartition(':')[2]}: cannot listen on 127.0.0.1: Address already in use.",
    )
    process.send_signal(signal.SIGTERM)
    text, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "left 0" in text) == (0, True)
    assert token not in text


PAGE = (Path(wshygiene_reference.__file__).parent / "README.md").read_text("utf-8")


def test_the_page_names_every_endpoint() -> None:
    section = PAGE.partition("## Admin API")[2].partition("\n## ")[0]
    told = re.findall(r"`(GET|POST|DELETE) (/[^`]*)`", section)
    document = json.loads(Path(views.__file__).with_name("openapi.json").read_text("utf-8"))
    paths = {path: methods for path, methods in document["paths"].items() if "images_mvp" not in path}
    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == set(told)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_page_print_what_it_shows() -> None:
    (block,) = re.findall(r"```console\n(\$ export .*?)```", PAGE, re.DOTALL)
    steps = dict(re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE))
    set_token, start, *calls = steps
    name, _, token = set_token.removeprefix("export ").partition("=")
    process = _start(*start.split()[3:-1], "0", **{name: token})
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    port = re.findall(r":(\d+)/", lines[1])[0]
    assert re.sub(r":\d+/", "", "".join(lines)) == re.sub(r":\d+/", "", steps[start])
    for call in calls:
        done = subprocess.run(
            ["bash", "-c", call.replace("8766", port)],
            env={**os.environ, name: token},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout + "\n" == steps[call], call
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)
