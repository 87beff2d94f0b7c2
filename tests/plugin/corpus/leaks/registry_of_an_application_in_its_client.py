# leak: registry | test_joins | fixture client.app.state.lobby.members | held by
# run: discover
"""A fixture gives a test client away, and the application that it drives keeps its own state."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient


class Lobby:
    def __init__(self):
        self.members = {}


async def join(request):
    members = request.app.state.lobby.members
    members[f"m{len(members)}"] = request.client  # <- born
    return PlainTextResponse("")


@pytest.fixture(scope="module")
def client():
    app = Starlette(routes=[Route("/", join)])
    app.state.lobby = Lobby()
    return TestClient(app)


def test_joins(client):
    assert client.get("/").status_code == 200
