"""The HTML report in a real browser: nothing is fetched, nothing runs but our script, and everything can be read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_wshygiene.model import Leak, Line, Owner, ToldChurn
from pytest_wshygiene.report import html

from ..browser import Page, browser

HOSTILE = "</script></dl><script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
LEAK = Leak(
    code="WSH200",
    kind="task",
    summary="`Feed.pump()` was still running 0.5 s after tests/test_feed.py::test_open.",
    owner=Owner("test", "tests/test_feed.py::test_open", path="tests/test_feed.py", line=4),
    birth=(Line("app/feed.py", 63, "Feed.open"), Line("asyncio/tasks.py", 384, "create_task")),
    state="app/feed.py:88 in Feed.pump, awaiting queue.get()",
    holders=("app.main.FEEDS['eur']._pump", "app.main.LAST"),
    rules=("WSH202",),
    release="`app.main.FEEDS['eur']._pump.cancel()`, then await it",
    parts=(),
    subject="Feed.pump()",
    fingerprint="0123456789abcdef",
)
SOCKET = replace(
    LEAK, code="WSH400", kind="socket", summary="A socket was still open.", rules=("WSH402",), subject="socket"
)
LEAKS = [
    LEAK,
    replace(SOCKET, count=12, holders=("only the event loop, through a timer",)),
    replace(SOCKET, birth=(Line("src/" + "deep/" * 30 + "far.py", 7, "f" * 200),), state="x" * 400).judged("warn"),
    replace(LEAK, summary=f"{HOSTILE} `{HOSTILE}`", subject=HOSTILE, holders=(f"app.ROOMS[{HOSTILE!r}][0]",)),
    replace(LEAK, owner=Owner("test", f"t.py::t[{HOSTILE}\x00\u202e\udc80]"), parts=(HOSTILE,) * 3).judged(
        "unknown", "a"
    ),
    replace(SOCKET, birth=()).judged("ignored", "the SDK has no close()"),
]
PLOT = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="90"><style>* { display: none }</style></svg>'
CHURN = ToldChurn("`chat`", "t.py::test_churn", True, f"WSH300 growth: 1 thing grew.\n    {HOSTILE}", PLOT)
VISIBLE = "[...document.querySelectorAll('tbody tr')].filter(row => row.checkVisibility())"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("chromium")
    report = folder / "report.html"
    report.write_text(html.render(LEAKS, 9, {"lock": "gevent has replaced it"}, [CHURN]), encoding="utf-8")
    (folder / "profile").mkdir()
    with browser(folder / "profile") as page:
        page.open(report)
        yield page


@pytest.fixture(autouse=True)
def _afresh(page: Page) -> None:
    page.show_as(1280, "light")
    page.ask("document.querySelector('form').reset(); document.querySelector('form').dispatchEvent(new Event('input'))")


def test_nothing_goes_wrong_and_nothing_is_fetched(page: Page) -> None:
    assert page.complaints() == []
    assert [address for address in page.fetched() if not address.startswith(("file:", "data:"))] == []
    assert page.ask("document.title").startswith("15 leaks, 1 growth - "), "what is unknown or ignored is no leak"


def test_names_are_text_whatever_they_look_like(page: Page) -> None:
    assert page.ask("document.querySelectorAll('img:not([alt]), body script:not(:last-child)').length") == 0
    assert page.ask("document.querySelectorAll('script').length") == 1
    assert HOSTILE in page.ask("document.querySelector('#n3 p').textContent")
    assert "\\x00\\u202e\\udc80" in page.ask("document.body.textContent")


def test_every_leak_has_a_row_and_a_section_with_all_its_evidence(page: Page) -> None:
    assert page.ask(f"{VISIBLE}.length") == len(LEAKS) + 1
    told = page.ask("document.querySelector('#n1').innerText")
    rows = ["app/feed.py:63 in Feed.open", "by asyncio/tasks.py:384 in create_task", LEAK.state, *LEAK.holders]
    rows += [
        "WSH202 stored-task-not-cancelled, app/feed.py:63",
        "app.main.FEEDS['eur']._pump.cancel()",
        LEAK.fingerprint,
    ]
    assert [row for row in rows if row not in told] == []
    assert "12 x" in page.ask("document.querySelector('tbody').innerText")


def test_the_shortest_path_is_drawn(page: Page) -> None:
    boxes = "[...document.querySelectorAll('#n1 svg text')].map(text => text.textContent)"
    assert page.ask(boxes) == ["app.main.FEEDS", "['eur']", "._pump", "task Feed.pump()"]
    assert page.ask("document.querySelectorAll('#n2 svg').length") == 0, "one step needs no drawing"


def test_plots_are_shown_and_keep_their_styles_to_themselves(page: Page) -> None:
    assert page.ask("[...document.images].map(image => [image.complete, image.naturalWidth])") == [[True, 640]]
    assert page.ask("document.querySelector('h1').checkVisibility()") is True
    assert HOSTILE in page.ask("document.images[0].alt")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_nothing_is_cut_off(page: Page, width: int, scheme: str) -> None:
    page.show_as(width, scheme)
    wide = "document.documentElement.scrollWidth"
    assert page.ask(wide) <= page.ask("document.documentElement.clientWidth") <= width
    outside = "[...document.querySelectorAll('body *')].filter(e => e.getClientRects().length"
    outside += " && !e.closest('.skip') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML)"
    assert page.ask(outside) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_ground(page: Page, scheme: str) -> None:
    page.show_as(1280, scheme)
    contrast = """(() => {
        const light = (colour) => {
            const [r, g, b] = colour.match(/\\d+/g).map(n => n / 255)
                .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
        };
        const ground = (e) => {
            const colour = getComputedStyle(e).backgroundColor;
            return colour.startsWith("rgba") && e.parentElement ? ground(e.parentElement) : colour;
        };
        const poor = [];
        for (const e of document.querySelectorAll("h1, h2, p, dt, dd, td span, th button, label, a, li")) {
            const pair = [light(getComputedStyle(e).color), light(ground(e))];
            if (Math.max(...pair) / Math.min(...pair) < 4.5) poor.push(e.outerHTML);
        }
        return poor;
    })()"""
    assert page.ask(contrast) == []
    ground = page.ask("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is (scheme == "light")


def test_filter_by_words_and_choices(page: Page) -> None:
    type_in = "const box = document.querySelector('input'); box.value = '%s'; "
    type_in += "box.dispatchEvent(new Event('input', {bubbles: true}));"
    page.ask("{" + type_in % "TASK-outlives  feed.pump" + "}")
    assert page.ask(f"{VISIBLE}.map(row => row.dataset.section)") == ["n1", "n3", "n5"]
    assert page.ask("document.querySelector('[role=status]').textContent") == f"3 of {len(LEAKS) + 1} shown"
    assert page.ask("document.querySelector('#n2').checkVisibility()") is False
    page.ask("{" + type_in % "" + "}")
    choose = "document.querySelector('select[name=%s]').value = '%s';"
    page.ask(choose % ("kind", "socket") + choose % ("word", "warn") + "document.querySelector('form').requestSubmit()")
    page.ask("document.querySelector('form').dispatchEvent(new Event('input'))")
    assert page.ask(f"{VISIBLE}.map(row => row.dataset.section)") == ["n4"]
    assert page.ask("location.search") == ""


def test_sort_by_keyboard(page: Page) -> None:
    heading = "document.querySelector('thead th:nth-child(3)')"
    page.ask(f"{heading}.querySelector('button').focus()")
    for order in ("ascending", "descending"):
        for kind in ("keyDown", "keyUp"):
            page.do("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r")
        assert page.ask(f"{heading}.getAttribute('aria-sort')") == order
        kinds: list[str] = page.ask(f"{VISIBLE}.map(row => row.dataset.kind)")
        assert kinds == sorted(kinds, reverse=order == "descending")


def test_everything_that_acts_has_a_name(page: Page) -> None:
    page.do("Accessibility.enable")
    nodes = page.do("Accessibility.getFullAXTree")["nodes"]
    acting = {"button", "link", "searchbox", "combobox", "image", "article", "table"}
    found = [(n["role"]["value"], n.get("name", {}).get("value")) for n in nodes if not n["ignored"] and "role" in n]
    roles = {role for role, _ in found}
    assert {"button", "link", "searchbox", "combobox", "table", "columnheader", "cell", "status", "heading"} <= roles
    assert [role for role, name in found if role in acting - {"table"} and not name] == []


def test_without_scripts_all_is_there(page: Page, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(html.render(LEAKS, 9, {}), encoding="utf-8")
    page.do("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(report)
        shot = page.do("DOMSnapshot.captureSnapshot", computedStyles=[])
        assert any("app.main.FEEDS['eur']._pump.cancel()" in text for text in shot["strings"])
    finally:
        page.do("Emulation.setScriptExecutionDisabled", value=False)


if __name__ == "__main__":  # writes the page that the tests look at, to be looked at
    Path(sys.argv[1]).write_text(html.render(LEAKS, 9, {"lock": "gevent has replaced it"}, [CHURN]), encoding="utf-8")
