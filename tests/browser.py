"""A real browser without a window, driven over its DevTools protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless_shell")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", "about:blank")
_WENT_AWAY = "Inspected target navigated or closed"  # what DevTools says of a question to a page that was being left
_PATIENCE = 60  # seconds until a browser that does not start or answer is given up


class WentAway(AssertionError):
    """The page was left while it was being asked."""


class Page:
    """One page of the browser: commands go there, and events are kept until somebody asks."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **params: Any) -> Any:
        """Send a command and wait for its answer."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        self._connection.send(json.dumps({"id": number, "method": method, "params": params, **session}))
        while (answer := self._next()).get("id") != number:
            pass
        if answer.get("error", {}).get("message") == _WENT_AWAY:
            raise WentAway(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path: Path | str) -> None:
        """Load a file or an address, and wait until it is there."""
        with self.loading():
            self.do("Page.navigate", url=path if isinstance(path, str) else path.as_uri())

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Something in here makes the browser load another page; wait until that is there."""
        self.events.clear()
        yield
        while not self._has_loaded():
            self._next()

    def _has_loaded(self) -> bool:
        """Another page has come and is complete: the end of the one before may be told only now."""
        names = [event["method"] for event in self.events if not _is_beside(event)]
        come = names.index("Page.frameNavigated") if "Page.frameNavigated" in names else len(names)
        return "Page.loadEventFired" in names[come:]

    def until(self, expression: str) -> None:
        """Wait for an expression of JavaScript to become true. Fails after longer than any test should need.

        The page may load itself anew meanwhile: then the new one is asked.
        """
        end = time.monotonic() + _PATIENCE
        while not self._is_true(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.02)

    def _is_true(self, expression: str) -> bool:
        try:
            return bool(self.ask(expression))
        except WentAway:
            return False

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key and let it go: its name, its virtual key code, and what it types."""
        named = {"key": key, "code": key, "windowsVirtualKeyCode": code, **({"text": text} if text else {})}
        for kind in ("keyDown", "keyUp"):
            self.do("Input.dispatchKeyEvent", type=kind, **named)

    def ask(self, expression: str) -> Any:
        """The value of an expression of JavaScript."""
        answer = self.do("Runtime.evaluate", expression=expression, returnByValue=True, userGesture=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def show_as(self, width: int, scheme: str) -> None:
        """Give the page a width in CSS pixels, and a colour scheme."""
        self.do("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self) -> str:
        """The whole page as PNG, in base64."""
        return str(self.do("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def complaints(self) -> list[str]:
        """Errors of scripts, and everything that the page has logged."""
        self.ask("0")
        named = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [json.dumps(event["params"]) for event in self.events if event["method"] in named]

    def fetched(self) -> list[str]:
        """The address of everything that was asked for."""
        sent = [event["params"] for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return [params["request"]["url"] for params in sent]

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._connection.recv(timeout=_PATIENCE))
        if "method" in message:
            self.events.append(message)
        return message


def _is_beside(event: dict[str, Any]) -> bool:
    """True for a frame within the page, and for the empty page that a window begins with."""
    frame = event["params"].get("frame", {})
    return "parentId" in frame or frame.get("url") == "about:blank"


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A page in a browser of its own; skips the test where there is no Chromium."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"no Chromium on the path: {', '.join(NAMES)}")
    command = [program, *_FLAGS, f"--user-data-dir={folder}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with connect(_address(folder, process), max_size=None, proxy=None) as connection:
                yield Page(connection)
        finally:
            process.terminate()


def _address(folder: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the browser listens, as it writes it down when it does."""
    file = folder / "DevToolsActivePort"
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        written = file.read_text().split() if file.exists() else []
        if len(written) == 2:
            return f"ws://127.0.0.1:{written[0]}{written[1]}"
        time.sleep(0.05)
    pytest.skip(f"{process.args!r} does not start here")
