"""Nobody gets into the admin API who does not belong: tokens, roles, origins and names, on real sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from wshygiene_reference import ConfigError
from wshygiene_reference.admin.access import AccessTokens
from wshygiene_reference.operation import OperationConfig

from .administering import STATS, TOKEN, caller, head, operating, raw, told
from .conftest import Serve, client

pytestmark = pytest.mark.asyncio


async def test_without_a_good_token_there_is_nothing_to_see(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with operating(serve) as (_, operation):
        for token in ("wrong", TOKEN + "x", TOKEN[:-1], TOKEN.upper()):
            async with caller(operation, token) as http:
                for path in ("/api/websocket/stats", "/metrics", "/openapi.json", "/nothing", "/health"):
                    answer = await http.get(path)
                    assert (answer.status_code, answer.json()["detail"]) == (401, "this token is not known")
                    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        async with caller(operation, None) as http:
            for method, path in (("GET", "/metrics"), ("POST", "/api/websocket/broadcast"), ("OPTIONS", "/nothing")):
                answer = await http.request(method, path)
                assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        twice = f"Bearer {TOKEN}\r\nAuthorization: Bearer {TOKEN}"
        for shown in (f"Basic {TOKEN}", TOKEN, twice, "Bearer \xff", "Bearer", ""):
            request = head(STATS, f"Authorization: {shown}", token=None)
            assert told(await raw(operation, request))[0] == 401
        assert operation.audit.refused == {"unknown token": 26, "no token": 3}
    refusals = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert len(refusals) == 2, "once for each reason"
    assert TOKEN not in caplog.text


async def test_a_token_in_the_address_is_refused_even_if_it_is_good(serve: Serve) -> None:
    async with operating(serve) as (_, operation), caller(operation, None) as http, caller(operation) as admin:
        for name in ("token", "access_token", "Token", "api_key"):
            for each in (http, admin):
                answer = await each.get("/api/websocket/stats", params={name: TOKEN})
                assert (answer.status_code, answer.json()["detail"][:21]) == (400, "addresses end in logs")
                assert TOKEN not in answer.text


async def test_a_token_without_the_role_may_look_and_not_touch(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "tokens.toml"
    watcher, keeper = "the-token-of-prometheus", "the-token-of-the-keeper"
    file.write_text(f'[users.prometheus]\ntoken = "{watcher}"\n[users.ada]\ntoken = "{keeper}"\nroles = ["admin"]\n')
    async with operating(serve, admin_tokens=str(file)) as (manager, operation), client(manager) as ws:
        async with caller(operation, watcher) as http:
            assert (await http.get("/metrics")).status_code == 200
            client_path = f"/api/websocket/client/{manager.registry.ids()[0]}"
            for method, path in (("DELETE", client_path), ("POST", "/api/websocket/cleanup")):
                answer = await http.request(method, path)
                assert (answer.status_code, answer.json()["detail"]) == (403, "this token may only look")
        assert (await ws.ping()) is not None
        async with caller(operation, keeper) as http:
            assert (await http.post("/api/websocket/cleanup")).status_code == 200
        assert [each.actor for each in operation.audit.entries] == ["ada"]


async def test_tokens_are_long_or_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^admin_token = \(secret\) is too short: at least 16 characters\.$"):
        OperationConfig(admin_token="short")
    made = [AccessTokens(OperationConfig(admin_port=0)).made for _ in range(2)]
    assert made[0] != made[1]
    assert all(len(each or "") == 43 for each in made)
    assert AccessTokens(OperationConfig(admin_token=TOKEN)).made is None
    assert OperationConfig(admin_token=TOKEN).shown()["admin_token"] == "(set)"
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read"):
        AccessTokens(OperationConfig(admin_tokens=str(tmp_path / "nowhere.toml")))


async def test_a_page_elsewhere_gets_in_neither_by_origin_nor_by_name(serve: Serve) -> None:
    async with operating(serve, admin_names="ws.example, Ops.Example") as (_, operation):
        assert operation.admin is not None
        port = operation.admin.port
        for host in ("evil.example", "localhost.evil.example", "ws.example.evil", "", "127.0.0.1.evil.example", "[::1"):
            async with caller(operation, Host=host) as http:
                assert (await http.get("/health")).status_code == 421, host
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "[::1]:1", "192.0.2.7", "ops.example:80", "WS.EXAMPLE"):
            async with caller(operation, Host=host) as http:
                assert (await http.get("/health")).status_code == 200, host
                assert (await http.get("/health", headers={"Origin": f"https://{host}"})).status_code == 200
                for origin in (
                    "https://evil.example",
                    "null",
                    "http://localhost:1",
                    "",
                    f"https://{host}.evil.example",
                ):
                    answer = await http.post("/api/websocket/cleanup", headers={"Origin": origin})
                    assert (answer.status_code, answer.json()["detail"]) == (403, "this origin is not allowed")
                    assert not [name for name in answer.headers if name.startswith("access-control")]
        assert not operation.audit.entries, "nothing was cleaned up"


async def test_it_listens_on_other_addresses_too(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with operating(serve, admin_host="::1") as (_, operation), caller(operation) as http:
        assert operation.admin is not None
        assert operation.admin.url == f"http://[::1]:{operation.admin.port}"
        assert (await http.get("/api/websocket/stats")).status_code == 200
    assert "without TLS" not in caplog.text
    async with operating(serve, admin_host="0.0.0.0"):
        assert "the admin API listens on 0.0.0.0, without TLS: put a proxy before it" in caplog.text
    with pytest.raises(ConfigError, match=r"^admin_port = 0: cannot listen on nowhere\.invalid: "):
        async with operating(serve, admin_host="nowhere.invalid"):
            pass
    with pytest.raises(ConfigError, match=r"^admin_port = 70000 is out of range: 0 to 65535 port\.$"):
        OperationConfig(admin_port=70000)
