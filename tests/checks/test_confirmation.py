"""A statement is read alone, and means the same as in its file, however it stands there."""

from __future__ import annotations

import ast
from textwrap import indent

import libcst as cst
import pytest

from wshygiene_checks.confirmation import Site, confirmed
from wshygiene_checks.finding import Finding

PLACES = {
    "alone": "asyncio.create_task(pump())",
    "after another": "x = 1; asyncio.create_task(pump())",
    "over several lines": "asyncio.create_task(\n  pump()  # for ever\n)",
    "with a continued line": "asyncio. \\\n  create_task(pump())",
    "behind wide characters": "'é→'; asyncio.create_task(pump())",
    "in a one-line if": "if x: asyncio.create_task(pump())",
    "in an elif": "if x:\n    pass\nelif y:\n    asyncio.create_task(pump())",
    "in the condition of an elif": "if x:\n    pass\nelif y(asyncio.create_task(pump())):\n    pass",
    "in a finally": "try:\n    pass\nfinally:\n    asyncio.create_task(pump())",
    "in a handler": "try:\n    pass\nexcept ValueError:\n    asyncio.create_task(pump())",
    "in a case": "match x:\n    case 1:\n        asyncio.create_task(pump())",
    "in the header of a loop": "for x in asyncio.create_task(pump()):\n    @x\n    def z(): ...",
    "in a decorator": "@x(asyncio.create_task(pump()))\ndef z(): ...",
    "in a default": "def z(\n    x=asyncio.create_task(pump()),\n): ...",
    "in a loop with a decorated function": "for x in y:\n    @x\n    def z(): ...\n    asyncio.create_task(pump())",
}


def sites(code: str, *, whole: bool) -> list[Site]:
    """What libcst makes of a finding at the call that starts the task."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    call = next(each for each in calls if ast.unparse(each.func) == "asyncio.create_task")
    finding = Finding(
        code="WSH201",
        path="app.py",
        line=call.lineno,
        column=call.col_offset + 1,
        end_line=call.end_lineno or 0,
        end_column=(call.end_col_offset or 0) + 1,
        message="",
        confidence="high",
        owner="",
        subject="",
    )
    return list(confirmed([finding], code, whole=whole))


def written(site: Site) -> list[str]:
    """The words of the call, whatever the white space between them."""
    return cst.Module(()).code_for_node(site.matching).split()


@pytest.mark.parametrize("indented", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_a_statement_alone_says_what_it_says_in_its_file(place: str, indented: bool) -> None:
    before = "class Feed:\n\tdef start(self, x, y):\n" if indented else ""
    code = before + indent(PLACES[place] + "\n", "\t\t" if indented else "")
    [alone], [inside] = (sites(code, whole=whole) for whole in (False, True))
    assert alone.finding == inside.finding
    assert alone.statement.lineno == inside.statement.lineno
    assert type(alone.seen) is type(inside.seen)
    assert written(alone) == written(inside)


@pytest.mark.parametrize(
    "code", ["return asyncio.create_task(pump())", "with asyncio.create_task(pump()) as x:\n    ..."]
)
def test_what_the_statement_takes_is_no_finding(code: str) -> None:
    assert sites(code, whole=False) == sites(code, whole=True) == []


def test_a_finding_about_a_handler_stays_at_the_handler() -> None:
    code = "try:\n    pass\nexcept ValueError:\n    pass\nexcept:  # here a comment would silence it\n    pass\n"
    finding = Finding(
        code="WSH207",
        path="app.py",
        line=5,
        column=1,
        end_line=5,
        end_column=1,
        message="",
        confidence="high",
        owner="",
        subject="",
    )
    (site,) = confirmed([finding], code)
    assert (site.finding.line, site.finding.column) == (5, 1)
