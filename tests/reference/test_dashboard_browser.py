"""The dashboard in a real browser: read and used at any width, in light and dark, whatever peers call themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from ..browser import Page, browser
from .conftest import PATIENCE

HERE = Path(__file__).parent
TAKE_OVER = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
LONG = "long"  # the server makes 10,000 letters of it
HOSTILE = (
    TAKE_OVER,
    f"'\"></a></td></table></main>{TAKE_OVER}",
    "\u202egnp.tpecca\u202c\u2066 and so on",
    "שלום עולם، مرحبا بالعالم",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
    "{{ 7 * 7 }} &lt;b&gt;",
    LONG,
    "\x00\x1b[31m\udc80\ufffe",
)
ROOM = f"thread:{TAKE_OVER}"
PAGES = ("", "connections", "settings", "confirm?action=cleanup")
WIDTHS = (390, 1280)

#: Elements that reach out of the window or whose text is cut off by a narrower box; what only readers hear is no such.
CUT_OFF = """
[...document.querySelectorAll('body *')]
  .filter(each => each.checkVisibility() && !each.closest('.unseen, thead, .skip, svg, .uplot, input'))
  .filter(each => {
    const box = each.getBoundingClientRect();
    const isNarrow = each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1;
    return box.right > document.documentElement.clientWidth + 1 || box.left < -1
      || isNarrow && getComputedStyle(each).display !== 'inline';
  }).map(each => each.tagName + '.' + each.className + ': ' + each.textContent.trim().slice(0, 40)).slice(0, 5)
"""

#: Text whose contrast with what is behind it is below 4.5 to 1 (WCAG 2.2, 1.4.3), by relative luminance.
FAINT = """
(() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = each => {
    for (let at = each; at; at = at.parentElement) {
      const found = numbers(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const hasText = each => [...each.childNodes].some(child => child.nodeType === 3 && child.nodeValue.trim());
  return [...document.querySelectorAll('body *')].filter(each => each.checkVisibility() && hasText(each))
    .filter(each => {
      const [a, b] = [light(numbers(getComputedStyle(each).color)), light(behind(each))].sort((x, y) => y - x);
      return (a + .05) / (b + .05) < 4.5;
    }).map(each => each.tagName + '.' + each.className + ': ' + each.textContent.trim().slice(0, 40)).slice(0, 5);
})()
"""


@dataclass
class Scene:
    """A page that shows a server in another process, and the clients of that server."""

    page: Page
    web: str
    ws: str
    server: subprocess.Popen[str]

    @contextmanager
    def client(self, name: str, *rooms: str) -> Iterator[ClientConnection]:
        """One more client, who has joined its rooms."""
        with connect(self.ws, compression=None, proxy=None) as client:
            self.say(client, "authenticate", token=name)
            for room in rooms:
                self.say(client, "room.join", room=room)
            yield client

    def say(self, client: ClientConnection, kind: str, **data: Any) -> None:
        """Send a message and wait until it is acknowledged."""
        client.send(json.dumps({"type": kind, "id": 1, "data": data}))
        while (answer := json.loads(client.recv(timeout=PATIENCE))).get("id") != 1:
            pass
        assert answer["type"] == "ack", answer

    def open(self, path: str) -> None:
        self.page.open(self.web + path)

    def log_in(self, token: str = "correct horse battery") -> None:
        """Type a token, and wait for what comes."""
        self.open("")
        self.page.ask(f"document.getElementById('token').value = {token!r}")
        with self.page.loading():
            self.page.ask("document.querySelector('button').click()")

    def figure(self, tile: str) -> str:
        """An expression: the figure in a tile."""
        return f"document.querySelector('#tile-{tile} .figure').textContent"

    def count(self) -> int:
        """Connections, as the page says."""
        return int(self.page.ask(self.figure("connections")))


@contextmanager
def process(port: int = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(HERE / "dashboard_scene.py"), str(port)]
    folders = os.pathsep.join(filter(None, sys.path))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": folders}
    ) as server:
        try:
            yield server
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with ExitStack() as stack:
        server = stack.enter_context(process())
        page = stack.enter_context(browser(tmp_path_factory.mktemp("chromium")))
        assert server.stdout is not None
        scene = Scene(page, **json.loads(server.stdout.readline()), server=server)
        scene.log_in()
        for name in HOSTILE:
            stack.enter_context(scene.client(name, ROOM))
        yield scene


def test_one_logs_in_with_the_token_and_no_other(scene: Scene) -> None:
    scene.page.do("Network.clearBrowserCookies")
    scene.log_in("correct horse batteri")
    assert scene.page.ask("document.querySelector('[role=alert]').textContent") == "That is not the token."
    scene.page.until("document.activeElement.id === 'token'")  # ready for another try, soon after the page is there
    scene.log_in()
    assert scene.page.ask("document.title") == "Overview"
    scene.page.open(scene.web.rstrip("/"))
    assert scene.page.ask("location.href") == scene.web, "without the slash one gets there too"
    assert scene.page.ask("document.cookie") == "", "no script can read it"


def test_the_page_follows_the_server_without_being_loaded_again(scene: Scene) -> None:
    scene.page.show_as(1280, "light")
    scene.open("")
    scene.page.ask("window.stayed = true")
    before = scene.count()
    scene.page.until("document.querySelectorAll('canvas').length === 2")
    scene.page.ask("document.querySelector('#first ~ table a').focus()")
    focused = scene.page.ask("document.activeElement.href")
    with scene.client("newcomer"):
        scene.page.until(f"{scene.figure('connections')} == {before + 1}")
    scene.page.until(f"{scene.figure('connections')} == {before}")
    assert scene.page.ask("window.stayed")
    assert scene.page.ask("document.activeElement.href") == focused, "updates leave the focus alone"
    assert scene.page.ask("document.getElementById('pulse').textContent") == "Live"
    assert scene.page.ask("document.querySelectorAll('canvas').length") == 2, "and the plots"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off_or_faint(scene: Scene, scheme: str) -> None:
    scene.page.show_as(1280, scheme)
    scene.open("connections")
    one = scene.page.ask("[...document.querySelectorAll('tbody a')].map(each => each.getAttribute('href'))")
    for path in (*PAGES, *one):
        for width in WIDTHS:
            scene.page.show_as(width, scheme)
            scene.open(path)
            assert scene.page.ask("document.documentElement.scrollWidth") <= width, (path, width)
            assert scene.page.ask(CUT_OFF) == [], (path, width)
        assert scene.page.ask(FAINT) == [], (path, scheme)


def test_hostile_names_are_shown_and_do_nothing(scene: Scene) -> None:
    scene.page.show_as(1280, "light")
    for path in ("", "connections", f"connections?q={TAKE_OVER}"):
        scene.open(path)
        text = scene.page.ask("document.querySelector('main').textContent")
        assert "<script>" in text
        assert scene.page.ask("document.title") != "taken"
        assert scene.page.ask("document.querySelectorAll('main script, main img').length") == 0
        assert scene.page.complaints() == []
        assert [each for each in scene.page.fetched() if not each.startswith((scene.web, "data:"))] == []
    scene.open("connections")
    text = scene.page.ask("document.querySelector('tbody').textContent")
    assert "\\u202egnp.tpecca\\u202c" in text, "what would turn the line around is spelled out"
    assert "\\x00\\x1b[31m\\udc80\\ufffe" in text
    assert "\U0001f468\u200d\U0001f469\u200d\U0001f467" in text
    assert "{{ 7 * 7 }} &lt;b&gt;" in text
    assert max(map(len, text.split())) < 60, "a long name is shortened"


def test_a_connection_is_closed_with_the_keyboard_alone(scene: Scene) -> None:
    page = scene.page
    page.show_as(390, "dark")
    with scene.client("victim") as victim:
        scene.open("connections?q=victim")
        with page.loading():
            page.ask("document.querySelector('tbody a').focus()")
            page.press("Enter", 13, "\r")
        page.ask("document.querySelector('a[data-ask]').focus()")
        page.press("Enter", 13, "\r")
        page.until("document.querySelector('dialog').open")
        assert page.ask("document.querySelector('dialog h1').textContent") == "Disconnect victim?"
        assert page.ask("document.activeElement.textContent") == "Cancel", "the harmless answer comes first"
        page.press("Escape", 27)
        page.until("!document.querySelector('dialog').open")
        assert page.ask("document.activeElement.textContent") == "Disconnect…"
        page.press("Enter", 13, "\r")
        page.until("document.querySelector('dialog').open")
        page.ask("document.querySelector('dialog button').focus()")
        with page.loading():
            page.press("Enter", 13, "\r")
        assert page.ask("document.querySelector('.notice').textContent") == "Disconnected."
        with pytest.raises(ConnectionClosed):
            victim.recv(timeout=PATIENCE)
        assert victim.close_code == 1000
    scene.open("")
    assert not page.ask("document.querySelector('.notice')"), "it is said once"


def test_a_page_about_one_connection_follows_it_to_its_end(scene: Scene) -> None:
    page = scene.page
    page.show_as(1280, "light")
    with scene.client("leaving") as leaving:
        scene.open("connections?q=leaving")
        with page.loading():
            page.ask("document.querySelector('tbody a').click()")
        scene.say(leaving, "room.join", room="thread:late")
        page.until("[...document.querySelectorAll('.rooms li')].some(each => each.textContent === 'thread:late')")
    page.until("document.querySelector('h1')?.textContent === 'This connection has gone'")
    assert page.ask("location.pathname").endswith("/connection")


def test_everything_can_be_reached_with_the_keyboard(scene: Scene) -> None:
    scene.page.show_as(1280, "light")
    scene.open("")
    wanted = scene.page.ask("[...document.querySelectorAll('a[href], button, input:not([type=hidden])')].length")
    reached = set()
    for _ in range(wanted):
        scene.page.press("Tab", 9)
        reached.add(scene.page.ask("document.activeElement.textContent.trim()"))
        outline = scene.page.ask("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", "one sees where one is"
    assert {"Overview", "Connections", "Settings", "Log out", "Clean up…", "Restart…"} <= reached


def test_a_restart_is_asked_for_and_leaves_nothing(scene: Scene) -> None:
    """The last one: after it the server of the others is gone."""
    page = scene.page
    page.show_as(1280, "light")
    scene.open("")
    page.ask("document.querySelector('a[data-ask][href*=restart]').click()")
    page.until("document.querySelector('dialog').open")
    with page.loading():
        page.ask("document.querySelector('dialog button').click()")
    assert page.ask("document.querySelector('h1').textContent") == "Restarting"
    out, _ = scene.server.communicate(timeout=PATIENCE)
    assert json.loads(out) == {"left": {}, "restart": True, "tasks": []}
    assert scene.server.returncode == 0
    with process(urlsplit(scene.web).port or 0):
        page.until("document.title === 'Log in'")
