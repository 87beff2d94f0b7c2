"""Exit stacks and functions that are called once are read as the statements that they stand for, and others are not."""

from __future__ import annotations

from textwrap import indent

import pytest

from wshygiene_checks.facts import Function, extract

HEAD = "from contextlib import AsyncExitStack, ExitStack\n\nasync def serve(self, ws):\n"


def serving(body: str) -> Function:
    return next(
        each for each in extract("app.py", "app", HEAD + indent(body, "    ")).functions if each.name == "serve"
    )


def outline(body: str) -> tuple[list[str], set[tuple[str, bool, tuple[str, ...]]], list[str]]:
    """The blocks of a function, its calls with the blocks around them, and what it binds; not where that stands."""
    function = serving(body)

    def around(block: int) -> tuple[str, ...]:
        found = []
        while block > 0:
            found.append(function.blocks[block].kind)
            block = function.blocks[block].parent
        return tuple(found)

    calls = {(call.path, call.awaited, around(call.block)) for call in function.calls}
    return sorted(block.kind for block in function.blocks), calls, sorted(store.path for store in function.stores)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (
            "with ExitStack() as stack:\n    join(ws)\n    stack.callback(leave, ws)\n    await relay(ws)\n",
            "join(ws)\ntry:\n    await relay(ws)\nfinally:\n    leave(ws)\n",
        ),
        (
            "with ExitStack() as stack:\n    stack.callback(lambda: leave(ws))\n    await relay(ws)\n",
            "try:\n    await relay(ws)\nfinally:\n    leave(ws)\n",
        ),
        (
            "async with AsyncExitStack() as stack:\n    stack.push_async_callback(ws.aclose)\n    await relay(ws)\n",
            "try:\n    await relay(ws)\nfinally:\n    await ws.aclose()\n",
        ),
        (
            "async with AsyncExitStack() as on:\n    peer = await on.enter_async_context(dial())\n    use(peer)\n",
            "async with dial() as peer:\n    use(peer)\n",
        ),
        (
            "with guard(), ExitStack() as stack:\n    log = stack.enter_context(open('log'))\n    log.write('in')\n",
            "with guard():\n    with open('log') as log:\n        log.write('in')\n",
        ),
        (
            "def end():\n    leave(ws)\ntry:\n    await relay(ws)\nfinally:\n    end()\n",
            "try:\n    await relay(ws)\nfinally:\n    leave(ws)\n",
        ),
        ("async def end(peer):\n    await peer.aclose()\nawait end(ws)\n", "peer = ws\nawait ws.aclose()\n"),
    ],
)
def test_it_is_the_same_program_written_otherwise(written: str, plain: str) -> None:
    assert outline(written) == outline(plain)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("stack.callback(leave, ws)\nself.stack = stack.pop_all()", id="what is on it is moved"),
        pytest.param("stack.callback(leave, ws)\nkeep(stack)\nawait relay(ws)", id="somebody else gets it"),
        pytest.param("stack.callback(leave, ws)\nreturn stack", id="it is returned"),
        pytest.param("for peer in peers:\n    stack.callback(leave, peer)", id="more than the text says"),
    ],
)
def test_a_stack_that_may_end_otherwise_stays_a_stack(body: str) -> None:
    blocks, calls, _ = outline(f"with ExitStack() as stack:\n{indent(body, '    ')}\n")
    assert "finally" not in blocks
    assert any(path == "%stack.callback" for path, _, _ in calls)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("def end():\n    leave(ws)\nend()\nend()\n", id="called twice"),
        pytest.param("def end():\n    leave(ws)\nself.ends = end\nend()\n", id="kept as well"),
        pytest.param("def end():\n    if ws:\n        return\n    leave(ws)\nend()\n", id="it may come back before"),
        pytest.param("peer = 1\ndef end():\n    peer = ws\n    leave(peer)\nend()\nuse(peer)\n", id="a name of both"),
        pytest.param("async def end():\n    leave(ws)\nspawn(end())\n", id="somebody else runs it"),
        pytest.param("@later\ndef end():\n    leave(ws)\nend()\n", id="decorated"),
        pytest.param("def end(*peers):\n    leave(ws)\nend(ws)\n", id="parameters of other kinds"),
    ],
)
def test_a_function_that_may_do_otherwise_is_looked_at_by_itself(body: str) -> None:
    assert "leave" not in {call.name for call in serving(body).calls}
