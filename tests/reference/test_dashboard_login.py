"""Nobody sees anything of the dashboard before the token; a session belongs to one browser, and ends."""

from __future__ import annotations

import re

import pytest

from wshygiene_reference.admin.access import Caller
from wshygiene_reference.dashboard import create_dashboard_app, login, sessions

from .conftest import Serve
from .mounted_dashboard import TOKEN, csrf, opened
from .web_server import browse

pytestmark = pytest.mark.asyncio


PAGES = ("", "connections", "connection?id=x", "settings", "events", "trend", "confirm?action=cleanup")


async def test_nobody_sees_anything_before_the_token(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, browse(dashboard.address) as browser:
        for page in PAGES:
            answer = await browser.get(page)
            assert answer.status_code == 401, page
            assert "Admin token" in answer.text
            assert "allowed" not in answer.text
        part = await browser.get("", headers={"HX-Request": "true"})
        assert (part.status_code, part.headers["hx-refresh"]) == (401, "true")
        assert (await browser.post("act", data={"action": "cleanup"})).status_code == 401
        assert (await browser.get(f"?token={TOKEN}")).status_code == 401
        assert (await browser.get("asset/dashboard.css")).status_code == 200, "there is nothing secret in a style"
        assert (await browser.get("asset/..%2fapp.py")).status_code == 404
        assert (await browser.get("asset/app.py")).status_code == 404


async def test_the_cookie_is_for_this_site_and_no_script(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, browse(dashboard.address) as browser:
        answer = await browser.post("login", data={"token": f" {TOKEN} "}, follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert re.fullmatch(rf"{login.COOKIE}_\d+=[\w-]{{43}}; HttpOnly; SameSite=strict", cookie)
        assert TOKEN not in (await browser.get("")).text
        assert (await browser.get("settings")).status_code == 200
        assert (await browser.post("logout", data={"csrf": await csrf(browser)})).status_code == 401
        again = {"Cookie": cookie.partition(";")[0]}
        assert (await browser.get("", headers=again)).status_code == 401, "the session is over, not only its cookie"


async def test_guessing_the_token_is_slow_and_does_not_flood_the_audit_log(serve: Serve) -> None:
    async with serve() as manager, opened(manager) as dashboard, browse(dashboard.address) as browser:
        tried = [(await browser.post("login", data={"token": str(each)})).status_code for each in range(12)]
        assert tried == [401] * login.ATTEMPTS + [429] * 2
        assert (await browser.post("login", data={"token": TOKEN})).status_code == 429, "nor is a lucky guess told"
    assert dashboard.audit.refused == {"dashboard: unknown token": 10, "dashboard: too many wrong tokens": 3}
    assert not dashboard.audit.entries


async def test_sessions_are_bounded_and_expire() -> None:
    known = sessions.Sessions(most=2, lifetime=60, idle=60)
    first, second, third = [known.begin(Caller("a", may_act=True)) for _ in range(3)]
    assert [known.find(each) is not None for each in (first, second, third)] == [False, True, True]
    assert known.find(None) is None
    assert sessions.Sessions(lifetime=0).find("") is None
    for short in (sessions.Sessions(lifetime=0), sessions.Sessions(idle=0)):
        assert short.find(short.begin(Caller("a", may_act=True))) is None
        assert len(short) == 0


@pytest.mark.parametrize("empty", ["", "  "])
async def test_a_dashboard_without_a_token_is_refused(serve: Serve, empty: str) -> None:
    async with serve() as manager:
        with pytest.raises(ValueError) as refusal:
            create_dashboard_app(manager, empty)
    assert str(refusal.value) == "the dashboard needs a token that is not empty"
