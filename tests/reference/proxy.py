"""A real proxy before real servers: the files that the page about production offers, but for ports and folders."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import ssl
import subprocess
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from wshygiene_reference import __file__ as package

from .certificates import make_certificate
from .conftest import PATIENCE
from .redis_server import free_port

DEPLOY = Path(package).parent / "deploy"
#: The file of each, and how it is run in the foreground with a file of its own.
FILES = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg", "caddy": "Caddyfile"}
COMMANDS = {
    "nginx": "nginx -p . -c nginx.conf -e stderr",
    "haproxy": "haproxy -db -f haproxy.cfg",
    "caddy": "caddy run --config Caddyfile --adapter caddyfile",
}
#: What comes before the file, and after it: a context, and that nothing is written outside the folder.
AROUND = {
    "nginx": (
        "daemon off; pid nginx.pid; events {} http { access_log off; client_body_temp_path body; "
        "proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;",
        "}",
    ),
    "haproxy": ("", ""),
    "caddy": ("{\n\tadmin off\n\tauto_https off\n}\n", ""),
}


def together(text: str) -> str:
    """A file with the line that it offers for servers without Redis, in place of the one for servers with it."""
    (offered,) = re.findall(r"# Without Redis.*:  (.+?)(?:  in place of .*)?$", text, re.MULTILINE)
    changed, times = re.subn(r"^(\s*).*least_?conn;?$", rf"\1{offered}", text, count=1, flags=re.MULTILINE)
    assert times == 1
    return changed


def _caddy() -> tuple[int, ...]:
    said = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2]))


class Proxy:
    """One of the three before two servers, ended at the end. ``sticky``: with the line for servers without Redis."""

    def __init__(self, kind: str, folder: Path, ports: list[int], sticky: bool = False) -> None:
        if shutil.which(kind) is None:
            pytest.skip(f"{kind} is not installed")
        self._kind, self._folder = kind, folder
        self._certificate = make_certificate(folder)
        self.trust = ssl.create_default_context(cafile=self._certificate.chain)
        self.port = free_port()
        self.uri = f"wss://localhost:{self.port}"
        text = (DEPLOY / FILES[kind]).read_text("utf-8")
        if sticky:
            text = together(text)
        if kind == "caddy" and _caddy() < (2, 7):
            text = re.sub("stream_close_delay.*", "", text)
        for written, real in self._places(ports).items():
            assert written in text, written
            text = text.replace(written, real)
        before, after = AROUND[kind]
        (folder / FILES[kind]).write_text(before + text + after, encoding="utf-8")

    def _places(self, ports: list[int]) -> dict[str, str]:
        places = {
            f"127.0.0.1:{written}": f"127.0.0.1:{port}" for written, port in zip((8765, 8775), ports, strict=True)
        }
        pem, key = str(self._certificate.both), str(self._certificate.key)
        if self._kind == "nginx":
            return places | {"443 ssl": f"{self.port} ssl", "/etc/ssl/server.pem": pem, "/etc/ssl/server.key": key}
        if self._kind == "haproxy":
            return places | {":443 ssl": f"127.0.0.1:{self.port} ssl", "/etc/haproxy/server.pem": pem}
        return places | {"example.org {": f"https://localhost:{self.port} {{\n\ttls {pem} {key}"}

    async def __aenter__(self) -> Proxy:
        said = self._folder / "said.txt"  # a pipe would be full one day, and the proxy would wait for a reader
        with said.open("wb") as output:
            self._process = subprocess.Popen(
                COMMANDS[self._kind].split(),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # nginx has a process that listens, and others that work
                env=os.environ | {"HOME": str(self._folder), "XDG_DATA_HOME": str(self._folder)},
            )
        async with asyncio.timeout(PATIENCE):
            while not await self._listens():
                assert self._process.poll() is None, said.read_text()
                await asyncio.sleep(0.02)
        return self

    async def __aexit__(self, *_: object) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    def client(self, path: str = "/") -> connect:
        """What a browser does that is on a page of the same host."""
        return connect(self.uri + path, origin=f"https://localhost:{self.port}", ssl=self.trust, ping_interval=None)  # type: ignore[arg-type]
