"""The admin API answers as its OpenAPI description says, and describes all of its answers."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import wshygiene_reference.admin.views as views
from wshygiene_reference.operation import Operation

from .administering import TOKEN, caller, operating
from .conftest import Serve, client

asynchronous = pytest.mark.asyncio


@asynchronous
async def test_everything_is_described_and_answers_as_it_is_described(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), caller(operation) as http, client(manager, "/?s1"):
        document = (await http.get("/openapi.json")).json()
        routes = views.Views(operation_parts(operation)).routes()
        assert {route.path for route in routes} == document["paths"].keys()
        for path, methods in document["paths"].items():
            (route,) = [route for route in routes if route.path == path]
            assert {method.upper() for method in methods} == set(route.methods or ()) - {"HEAD"}, path
            if "get" not in methods or path in ("/metrics", "/openapi.json"):
                continue
            answer = await http.get(path.replace("{clientId}", manager.registry.ids()[0]))
            assert answer.status_code == 200, path
            schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            validator = Draft202012Validator({**schema, "components": document["components"]})
            assert [error.message for error in validator.iter_errors(answer.json())] == [], path


def operation_parts(operation: Operation) -> Any:
    """An operation has all that the views ask for."""
    return operation


@asynchronous
async def test_what_can_be_done_is_told_to_those_who_ask(serve: Serve) -> None:
    async with operating(serve) as (_, operation), caller(operation) as http:
        answer = await http.request("PUT", "/api/websocket/client/1")
        assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "DELETE"})
        for method in ("OPTIONS", "TRACE", "BREW"):
            assert (await http.request(method, "/health")).status_code == 405, method
        answer = await http.head("/health")
        assert (answer.status_code, answer.content) == (200, b"")
        assert int(answer.headers["Content-Length"]) > 0


SCHEMATHESIS, VALIDATOR = shutil.which("schemathesis"), shutil.which("openapi-spec-validator")


@pytest.mark.skipif(VALIDATOR is None, reason="openapi-spec-validator is not installed: pip install --group fuzz")
def test_the_description_is_openapi() -> None:
    assert VALIDATOR is not None
    path = Path(views.__file__).with_name("openapi.json")
    done = subprocess.run([VALIDATOR, "--schema", "3.1", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed: pip install --group fuzz")
@asynchronous
async def test_no_request_that_can_be_derived_from_the_description_breaks_it(serve: Serve, tmp_path: Path) -> None:
    assert SCHEMATHESIS is not None
    async with operating(serve, admin_rate=10_000, admin_burst=10_000) as (manager, operation), client(manager, "/?s1"):
        assert operation.admin is not None
        url, shown = f"{operation.admin.url}/openapi.json", f"Authorization: Bearer {TOKEN}"
        arguments = ["--phases", "coverage,fuzzing", "-n", "5", "--generation-deterministic", "--no-color"]
        run = (SCHEMATHESIS, "run", url, "-H", shown, *arguments)
        process = await asyncio.create_subprocess_exec(
            *run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        assert b"15 passed" in output, output.decode()
