"""Exit stacks, functions called once and methods that only keep are read as what they stand for, others are not."""

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
        pytest.param("stack.callback(leave, ws)\nstack.close()\nawait relay(ws)", id="it ends before the block"),
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


KEEPER = """\
class Hub:
    def serve(self, ws):
        {call}

    def _join(self, peer{more}):
        \"\"\"Remember who is here.\"\"\"
        {body}
"""


def hub(call: str, body: str = "self._peers.add(peer)", more: str = "") -> dict[str, Function]:
    facts = extract("app.py", "app", KEEPER.format(call=call, body=body, more=more))
    return {each.name: each for each in facts.functions}


def test_a_base_class_that_hands_the_method_on_may_have_it_called_too() -> None:
    above = "class Base:\n    def open(self, loop):\n        loop.call_soon(self._join, 1)\n"
    own = KEEPER.format(call="self._join(ws)", body="self._peers.add(peer)", more="").replace("Hub", "Hub(Base)")
    of_another = (
        "class Other:\n    def _join(self, peer):\n        pass\n\n    def open(self):\n        self._join(1)\n"
    )
    for text, names in ((above + own, ["open", "serve", "_join"]), (of_another + own, ["_join", "open", "serve"])):
        functions = extract("app.py", "app", text).functions
        assert [each.name for each in functions if each.kind == "function"] == names


def test_what_a_private_method_keeps_is_kept_where_it_is_called() -> None:
    methods = hub("self._join(ws)")
    assert [(call.path, call.args[0].path, call.line) for call in methods["serve"].calls] == [
        ("self._peers.add", "%ws", 3)
    ]
    assert "_join" not in methods
    [store] = hub("self._join(ws)", "self._peers[peer.id] = peer")["serve"].stores
    assert (store.path, store.key and store.key.path, store.value.path) == ("self._peers[]", "%ws.id", "%ws")


@pytest.mark.parametrize(
    ("call", "body", "more"),
    [
        pytest.param("loop.call_soon(self._join, ws)", "self._peers.add(peer)", "", id="somebody else calls it, too"),
        pytest.param("self._join(*ws)", "self._peers.add(peer)", "", id="what it is given has to be worked out"),
        pytest.param("self._join(make(ws))", "self._peers[peer.id] = peer", "", id="it is made once and read twice"),
        pytest.param("self._join(ws)", "self._peers.add(peer)\n        peer.greet()", "", id="it does more than that"),
        pytest.param("self._join(ws)", "self._peers.add(peer)", ", loud=False", id="it is told how"),
        pytest.param("pass", "self._peers.add(peer)", "", id="nobody calls it"),
    ],
)
def test_a_method_that_may_do_otherwise_is_read_by_itself(call: str, body: str, more: str) -> None:
    methods = hub(call, body, more)
    assert "_join" in methods
    assert not any(each.path.startswith("self._peers") for each in (*methods["serve"].calls, *methods["serve"].stores))
