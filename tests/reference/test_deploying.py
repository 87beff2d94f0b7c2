"""What the page about production says is so; and the limit of open files, which it begins with."""

from __future__ import annotations

import asyncio
import configparser
import json
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

import wshygiene_reference
from wshygiene_reference import ManagerConfig, shutdown
from wshygiene_reference.__main__ import RESTART, main
from wshygiene_reference.admin import serving
from wshygiene_reference.open_files import OTHERS
from wshygiene_reference.operation import OperationConfig, history, writer
from wshygiene_reference.options import shared_out

from .command import Command, told

ROOT = Path(__file__).parent.parent.parent
HERE = Path(wshygiene_reference.__file__).parent
DEPLOY = HERE / "deploy"
PAGE = (HERE / "DEPLOYING.md").read_text("utf-8")
UNIT, CONTAINER = ((DEPLOY / name).read_text("utf-8") for name in ("wshygiene.service", "Containerfile"))
SETTINGS = list(
    shared_out(tomllib.loads((DEPLOY / "settings.toml").read_text("utf-8")), ManagerConfig, OperationConfig)
)
GIVEN = {param.name: param.default for param in main.params}
FLAGS = {flag for param in main.params for flag in param.opts}
VARIABLES = {f"WSHYGIENE_REFERENCE_{str(name).upper()}" for name in GIVEN}
#: Parts that are on, and reach nobody.
AWAY = {"redis_url": "redis://127.0.0.1:9", "webhook_url": "http://127.0.0.1:9/"}
unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


def test_every_setting_and_option_that_it_names_exists() -> None:
    settings = {each.name for kind in (ManagerConfig, OperationConfig) for each in fields(kind)}
    named = {
        name for name in re.findall(r"`([a-z]+_[a-z_]+)`", PAGE) if not name.startswith(("wshygiene_", "process_"))
    }
    assert named <= settings
    assert set(re.findall(r"`(--[a-z-]+)`", PAGE)) - {"--memory"} <= FLAGS, "but for one of docker's"


def test_the_defaults_that_it_names_are_the_defaults() -> None:
    assert f"{GIVEN['host']}:{GIVEN['port']}" in PAGE
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


# What is ready to be used


def commands(unit: str) -> configparser.ConfigParser:
    """A unit, read as systemd does: the last of several settings of a name counts here."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None, delimiters="=")
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(unit)
    return parsed


def test_everything_that_the_page_points_to_is_there() -> None:
    named = set(re.findall(r"\]\((deploy/[^)]+)\)", PAGE))
    assert {each.removeprefix("deploy/") for each in named} == {each.name for each in DEPLOY.iterdir()} - {
        "alerts_test.yml"
    }


def test_every_option_of_a_command_on_the_page_exists() -> None:
    for line in re.findall(r"^\$ (?:docker run .* wshygiene|python -m wshygiene_reference) (.*)$", PAGE, re.MULTILINE):
        assert set(re.findall(r"--[a-z-]+", line)) <= FLAGS, line
    for program in re.findall(r"`(?:python )?(?:tests/benchmarks/)?(\w+\.py)", PAGE):
        assert (ROOT / "tests" / "benchmarks" / program).exists(), program


def test_the_unit_lets_it_drain_starts_it_again_and_has_files_enough() -> None:
    service = commands(UNIT)["Service"]
    config, beside = ManagerConfig(**SETTINGS[0]), OperationConfig(**SETTINGS[1])
    needed = config.shutdown_grace + 2 * shutdown.LAST_TURN + 2 * serving.GRACE + beside.webhook_grace
    needed += history.LAST_WRITE + writer.LAST_TURN + 2 * beside.redis_deadline
    assert float(service["TimeoutStopSec"]) > needed
    assert (service["Restart"], service["SuccessExitStatus"], service["RestartForceExitStatus"]) == (
        "on-failure",
        str(RESTART),
        str(RESTART),
    )
    assert int(service["LimitNOFILE"]) >= config.max_connections + OTHERS
    assert f"--stop-timeout {service['TimeoutStopSec']} --ulimit nofile={service['LimitNOFILE']}" in PAGE
    assert set(re.findall(r"--[a-z-]+", service["ExecStart"])) <= FLAGS
    assert set(re.findall(r"WSHYGIENE_REFERENCE_\w+", UNIT)) <= VARIABLES


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_unit_and_finds_it_safe(tmp_path: Path) -> None:
    alone = UNIT.replace("/opt/wshygiene/bin/python", sys.executable)
    each = alone.replace("wshygiene_reference", "wshygiene_reference --port %i")
    each = re.sub(r"(Directory=\S*wshygiene)$", r"\1-%i", each, flags=re.MULTILINE)
    for name, text in {"wshygiene.service": alone, "wshygiene@8765.service": each}.items():
        unit = tmp_path / name
        unit.write_text(text)
        for check in (["verify", "--man=no"], ["security", "--offline=true", "--threshold=20", "--no-pager"]):
            done = subprocess.run(["systemd-analyze", *check, unit], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert each.count("wshygiene-%i\n") == 2


def test_the_container_is_small_not_root_and_ends_in_time() -> None:
    lines = re.sub(r"\\\n\s*", "", CONTAINER).splitlines()
    steps = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    last = dict(steps)
    assert [kind for kind, _ in steps].count("FROM") == 2, "what builds it stays behind"
    assert {kind for kind, _ in steps} <= set(
        "FROM RUN COPY USER WORKDIR VOLUME ENV EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT".split()
    )
    assert (last["USER"].isdigit(), last["STOPSIGNAL"], last["EXPOSE"]) == (True, "SIGTERM", str(GIVEN["port"]))
    assert set(re.findall(r"WSHYGIENE_REFERENCE_\w+", CONTAINER)) <= VARIABLES
    entry = json.loads(last["ENTRYPOINT"])
    assert entry[1:] == ["-m", "wshygiene_reference"]
    assert json.loads(last["HEALTHCHECK"].partition("CMD ")[2])[0] == entry[0]


@pytest.mark.asyncio
async def test_the_settings_serve_and_the_container_sees_whether_it_is_well(tmp_path: Path) -> None:
    """As in the files, but for ports and folder; Redis and whoever hears alerts are away, which is no reason."""
    check = json.loads(
        re.sub(r"\\\n\s*", "", CONTAINER).partition("HEALTHCHECK")[2].partition("CMD ")[2].splitlines()[0]
    )
    async with Command(tmp_path, config=DEPLOY / "settings.toml", **AWAY) as server:
        await server.listening()
        async with server.caller() as api:
            exported = {name.partition("{")[0] for name in await told(api)}
        port = server.admin.rpartition(":")[2]
        asked = [sys.executable, *(word.replace("8766", port) for word in check[1:])]
        assert (await asyncio.to_thread(subprocess.run, asked, capture_output=True, check=False)).returncode == 0
        if sys.platform.startswith("linux"):
            named = re.findall(r"`((?:wshygiene|process)_[a-z_]+)`", PAGE)
            later = "wshygiene_memory_growth_bytes_per_second"  # which nobody can tell yet
            assert set(named) - {"wshygiene_reference", later} <= exported
        server.send(signal.SIGTERM)
        code, said, _ = await server.ended()
        assert (code, "left 0" in said) == (0, True)
        assert (await asyncio.to_thread(subprocess.run, asked, capture_output=True, check=False)).returncode == 1


@pytest.mark.parametrize(
    ("file", "timeouts", "passed_on", "sticky"),
    [
        ("nginx.conf", r"proxy_(?:read|send)_timeout +(\d+)s", ("Upgrade ", "Connection ", "Host "), "hash $args"),
        ("haproxy.cfg", r"timeout (?:client|server|tunnel) (\d+)s", (), "balance hash query"),
        ("Caddyfile", r"stream_close_delay (\d+)m", (), "lb_policy uri_hash"),
    ],
)
def test_a_proxy_waits_longer_than_a_heartbeat(
    file: str, timeouts: str, passed_on: tuple[str, ...], sticky: str
) -> None:
    text = (DEPLOY / file).read_text("utf-8")
    found = [float(each) * (60 if "m" in timeouts[-2:] else 1) for each in re.findall(timeouts, text)]
    assert found
    assert min(found) > 2 * ManagerConfig().heartbeat_interval
    assert [name for name in passed_on if f"proxy_set_header    {name}" not in text] == []
    assert text.count("{") == text.count("}")
    assert f"127.0.0.1:{GIVEN['port']}" in text
    assert sticky in text


def test_the_limits_of_the_kernel_are_named_as_it_does() -> None:
    lines = (DEPLOY / "sysctl.conf").read_text("utf-8").splitlines()
    given = dict(line.split(" = ") for line in lines if not line.startswith("#"))
    assert int(given["net.core.somaxconn"]) >= ManagerConfig().backlog
    for name in given:
        where = Path("/proc/sys", *name.split("."))
        if where.parent.is_dir() and "nf_conntrack" not in name:  # which there is where a firewall is
            assert where.exists(), name
        assert f"`{name}`" in PAGE or "syn_backlog" in name
