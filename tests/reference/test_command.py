"""The command, in a process of its own, runs with what environment, file and options say, and stops when asked."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import connect as connect_on_a_loop
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from wshygiene_reference import CloseCode, ManagerConfig
from wshygiene_reference.__main__ import RESTART

from .certificates import make_certificate
from .conftest import PATIENCE
from .raw_peer import RawPeer

COMMAND = [sys.executable, "-m", "wshygiene_reference"]


def _start(*arguments: str, stderr: int | None = None, **environment: str) -> tuple[subprocess.Popen[str], str]:
    """The manager as a process, and the address that it prints."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"listening on (wss?://\S+)", line)
    assert found, line
    return process, found[1]


def _stop(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> str:
    process.send_signal(number)
    text, _ = process.communicate(timeout=PATIENCE)
    return text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_runs_with_its_defaults_and_stops_on_a_signal(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    process, uri = _start()
    with connect(uri) as ws:
        ws.send('{"type":"ping","id":1}')
        assert ws.recv() == '{"type":"ack","id":1,"data":"pong"}'
        process.send_signal(number)
        assert "serverShutdown" in str(ws.recv())
    text, _ = process.communicate(timeout=PATIENCE)
    assert "closed 1, cut off 0, left 0" in text
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == [], "it needs no file, and leaves none"


@contextmanager
def _hanging_up(means: signal.Handlers) -> Iterator[None]:
    """What is started in here inherits this; these tests may themselves run under ``nohup``."""
    before = signal.signal(signal.SIGHUP, means)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_terminal_that_closes_is_asked_to_stop_however_often() -> None:
    with _hanging_up(signal.SIG_DFL):
        process, uri = _start()

    async def hang_up_twice() -> None:
        async with RawPeer(int(re.findall(r":(\d+)/", uri)[0])) as peer:  # it is waited for, as it never says goodbye
            await peer.shake_hands()
            process.send_signal(signal.SIGHUP)
            said = b""
            while b"serverShutdown" not in said:
                more = await peer.read()
                assert more, said
                said += more
            process.send_signal(signal.SIGHUP)  # the kernel tells of it, and the shell does

    asyncio.run(hang_up_twice())
    text, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, text.partition(" in ")[0]) == (0, "closed 1, cut off 0, left 0")


def test_whoever_ignores_that_goes_on() -> None:
    with _hanging_up(signal.SIG_IGN):
        process, uri = _start()
    process.send_signal(signal.SIGHUP)
    with connect(uri):
        pass
    assert "left 0" in _stop(process)


def test_nobody_needs_to_read_what_it_says() -> None:
    process, uri = _start(stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with connect(uri):
        process.send_signal(signal.SIGTERM)
    process.stdout = None
    _, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, complaints) == (0, "")


def test_after_its_time_it_drains_and_asks_to_be_started_again() -> None:
    assert ManagerConfig().max_uptime is None, "off unless asked for"
    process, uri = _start("--max-uptime", "1")
    with connect(uri) as ws:
        assert "serverShutdown" in str(ws.recv())
        with pytest.raises(ConnectionClosed):
            ws.recv()
        assert (ws.close_code, ws.close_reason) == (CloseCode.SERVICE_RESTART, "Server restarting")
    text, _ = process.communicate(timeout=PATIENCE)
    assert "closed 1, cut off 0, left 0" in text
    assert process.returncode == RESTART


def test_the_demo_shows_traffic() -> None:
    process, _ = _start("--demo")
    assert process.stdout is not None
    heard = [process.stdout.readline() for _ in range(4)]
    assert all(re.match(r"(ada|grace|hedy) hears \{", line) for line in heard), heard
    assert "left 0" in _stop(process)


def test_environment_file_and_option_in_this_order(tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    file.write_text("max_connections = 1\nmax_rooms_per_connection = 1\n")
    process, uri = _start("--config", str(file), WSHYGIENE_REFERENCE_MAX_CONNECTIONS="2")
    with connect(uri) as first, connect(uri):
        for job in "12":
            first.send(f'{{"type":"job.subscribe","id":1,"data":{{"jobId":"{job}"}}}}')
        assert [str(first.recv()).partition(":")[2][:5] for _ in range(2)] == ['"ack"', '"erro']
    _stop(process)


def test_a_file_may_have_every_option(tmp_path: Path) -> None:
    file = tmp_path / "all.toml"
    file.write_text('host = "::1"\nport = 0\norigin = "https://a.example"\nmax_lifetime = "none"\nadmin_port = 0\n')
    process, said = _start("--config", str(file))
    assert re.fullmatch(r"ws://\[::1\]:\d+/", said), "an address with colons stands in brackets"
    with connect(said, origin=Origin("https://a.example")):
        pass
    with pytest.raises(InvalidStatus):
        connect(said, origin=Origin("https://b.example")).__enter__()
    assert "left 0" in _stop(process)
    process, said = _start("--config", str(file), WSHYGIENE_REFERENCE_ORIGIN="https://b.example")
    with connect(said, origin=Origin("https://b.example")):
        pass
    _stop(process)


def test_tokens_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tokens.toml"
    file.write_text('[users.ada]\ntoken = "a-token-that-is-long"\nroles = ["admin"]\ncrew = "night"\n')
    process, uri = _start("--tokens", str(file))
    with connect(uri, additional_headers={"Authorization": "Bearer a-token-that-is-long"}) as ws:
        ws.send('{"type":"room.join","id":1,"data":{"room":"role:admin"}}')
        assert '"joined":false' in str(ws.recv()), "it is there already"
    _stop(process)


def test_tls(tmp_path: Path) -> None:
    made = make_certificate(tmp_path)
    process, uri = _start("--tls-certificate", str(made.chain), "--tls-key", str(made.key))
    assert uri.startswith("wss://")
    context = ssl.create_default_context(cafile=made.chain)
    asyncio.run(_ping(uri, context))
    _stop(process)


async def _ping(uri: str, trust: ssl.SSLContext) -> None:
    # Not with websockets' threads: one reads a TLS connection while the other writes, and where Python does not lock
    # it (3.11), an answer is lost in about one of 1,500 connections.
    async with connect_on_a_loop(uri, ssl=trust) as ws:
        await ws.send('{"type":"ping","id":1}')
        assert "pong" in str(await ws.recv())


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run([*COMMAND, "--port", str(port)], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == f"Error: cannot listen on 127.0.0.1:{port}: Address already in use\n"
