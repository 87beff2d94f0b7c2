"""What the page about production says is so; and the limit of open files, which it begins with."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import wshygiene_reference
from wshygiene_reference import ManagerConfig
from wshygiene_reference.__main__ import RESTART, main
from wshygiene_reference.open_files import OTHERS
from wshygiene_reference.operation import OperationConfig

PAGE = (Path(wshygiene_reference.__file__).parent / "DEPLOYING.md").read_text("utf-8")
unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


def test_every_setting_and_option_that_it_names_exists() -> None:
    settings = {each.name for kind in (ManagerConfig, OperationConfig) for each in fields(kind)}
    assert set(re.findall(r"`([a-z]+_[a-z_]+)`", PAGE)) - {"wshygiene_reference"} <= settings
    assert set(re.findall(r"`(--[a-z-]+)`", PAGE)) <= {flag for param in main.params for flag in param.opts}


def test_the_defaults_that_it_names_are_the_defaults() -> None:
    given = {param.name: param.default for param in main.params}
    assert f"{given['host']}:{given['port']}" in PAGE
    assert OperationConfig().admin_port is None
    assert (OperationConfig().admin_host, ManagerConfig().max_lifetime, ManagerConfig().max_uptime) == (
        "127.0.0.1",
        300,
        None,
    )
    assert f"exit code {RESTART}" in PAGE


@unix
@pytest.mark.parametrize(
    ("connections", "left"),
    [(100, f"None {100 + OTHERS}"), (10, f"None {10 + OTHERS}"), (5000, "400 400")],
    ids=["raised", "raised a little", "not far enough"],
)
def test_the_limit_of_open_files_is_raised_as_far_as_it_may(connections: int, left: str) -> None:
    program = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 400))
from wshygiene_reference.open_files import allow
print(allow({connections}), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == left


@unix
def test_too_few_open_files_are_said_and_the_server_serves_all_the_same() -> None:
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (300, 300))\n"
        "from wshygiene_reference.__main__ import main; main(['--port', '0', '--max-uptime', '1'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == RESTART, done.stderr
    assert done.stderr == (
        "open files are limited to 300, too few for 10000 connections: "
        "raise that limit (ulimit -n), or lower --max-connections\n"
    )
    assert done.stdout.startswith("listening on ws://127.0.0.1:")
