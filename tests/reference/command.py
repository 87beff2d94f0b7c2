"""The command ``python -m wshygiene_reference`` in a process of its own, with everything on that is asked for."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from .administering import TOKEN
from .conftest import PATIENCE


class Command:
    """A running server: where it is, what it says, and how it ends. It is killed on the way out, if need be."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.history = folder / "history.db"
        given = {"port": 0, "admin-port": 0, "admin-token": TOKEN, "history-file": self.history, **options}
        words = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "wshygiene_reference", "--max-memory-percent=100", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        self.pid = self._process.pid
        self.uri = self.admin = ""

    async def __aenter__(self) -> Command:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        await asyncio.to_thread(self._process.communicate)

    async def listening(self) -> Command:
        """Wait until it serves."""
        assert self._process.stdout is not None
        lines = [await asyncio.to_thread(self._process.stdout.readline) for _ in range(2)]
        found = re.match(r"listening on (\S+).*\nadmin API on (\S+)/,", "".join(lines))
        assert found, (lines, await self.ended())
        self.uri, self.admin = found.groups()
        return self

    def caller(self) -> httpx.AsyncClient:
        """Somebody at its admin API."""
        shown = {"Authorization": f"Bearer {TOKEN}"}
        return httpx.AsyncClient(base_url=self.admin, headers=shown, timeout=PATIENCE, trust_env=False)

    def send(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def ended(self) -> tuple[int, str, str]:
        """Wait for its end: the exit code, the rest of what it said, and what it complained of."""
        said, complained = await asyncio.to_thread(self._process.communicate, timeout=PATIENCE)
        return self._process.returncode, said, complained


async def told(api: httpx.AsyncClient) -> dict[str, float]:
    """All metrics of a server, by name with labels."""
    lines = (await api.get("/metrics")).text.splitlines()
    found = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in found}
