"""Births: the line that made a thing is told in the user's code, whatever lies between it and the constructor."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_wshygiene.model import Line
from pytest_wshygiene.ownership import birth

ROOT = str(Path(__file__).parent)
INSTALLED = Path(sysconfig.get_path("purelib"))
Made = birth.Birth | None


def function_in(file: str | Path, source: str, **names: Any) -> Callable[..., Any]:
    """The function ``make`` of a module that says it is written in ``file``."""
    exec(compile(source, str(file), "exec"), names)
    made: Callable[..., Any] = names["make"]
    return made


def as_library(inner: Callable[[], Made], package: str = "somelib") -> Callable[[], Made]:
    return function_in(INSTALLED / package / "core.py", "def make():\n    return inner()", inner=inner)


def told(found: Made) -> list[str]:
    assert found is not None
    return [str(line) for line in birth.tell(found.sites, ROOT)]


def here(line: int, function: str) -> str:
    return str(Line(Path(__file__).name, line, function))


def current_line() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def test_users_own_line_comes_first() -> None:
    found, line = birth.capture(), current_line()
    assert told(found)[0] == here(line, "test_users_own_line_comes_first")
    assert found is not None
    assert found.told


def test_library_lines_follow_the_line_that_called_into_it() -> None:
    def open_feed() -> tuple[Made, int]:
        return as_library(birth.capture)(), current_line()

    found, line = open_feed()
    lines = told(found)
    assert lines[0] == here(line, "test_library_lines_follow_the_line_that_called_into_it.<locals>.open_feed")
    assert lines[1] == "somelib/core.py:2 in make"
    assert lines[2].endswith("in test_library_lines_follow_the_line_that_called_into_it")


def test_deep_library_does_not_hide_the_user() -> None:
    call: Callable[[], Made] = birth.capture
    for _ in range(30):
        call = as_library(call)
    found = call()
    assert found is not None
    assert found.told
    assert len(found.sites) < 30
    assert told(found)[0].endswith("in test_deep_library_does_not_hide_the_user")


def test_recursion_is_cut_short() -> None:
    def fall(depth: int) -> Made:
        return fall(depth - 1) if depth else birth.capture()

    found = fall(400)
    assert found is not None
    assert len(found.sites) == birth.NEAREST


def test_what_an_import_makes_is_nobodys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made_at_import.py").write_text(
        "from pytest_wshygiene.ownership import birth\nFOUND = birth.capture()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("made_at_import").FOUND is None


def test_what_a_function_of_an_imported_module_makes_is_the_callers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "makes_later.py").write_text(
        "from pytest_wshygiene.ownership import birth\ndef make():\n    return birth.capture()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    made = importlib.import_module("makes_later").make()
    assert birth.tell(made.sites, str(tmp_path))[0] == Line("makes_later.py", 3, "make")


def test_what_the_harness_makes_for_itself_is_nobodys() -> None:
    outside = function_in(INSTALLED / "_pytest" / "runner.py", "def make():\n    return inner()", inner=birth.capture)
    assert outside() is None


def test_what_runs_in_a_loop_is_somebodys_even_without_a_line_of_the_users() -> None:
    inside = as_library(birth.capture)
    source = "async def make():\n    return inner()"
    found = asyncio.run(function_in(INSTALLED / "pytest_asyncio" / "plugin.py", source, inner=inside)())
    assert found is not None
    assert not found.told
    assert told(found) == ["somelib/core.py:2 in make"]


def test_code_without_a_file_is_told_by_its_caller() -> None:
    scope: dict[str, Any] = {"capture": birth.capture}
    exec("found = capture()", scope)
    lines = told(scope["found"])
    assert lines[0].endswith("in test_code_without_a_file_is_told_by_its_caller")
    assert lines[1] == "<string>:1 in <module>"


def test_expression_over_several_lines_is_told_by_its_call() -> None:
    kept: list[Made] = []
    line = current_line()
    kept.append(
        birth.capture(),
    )
    assert told(kept[0])[0].startswith(f"{Path(__file__).name}:{line + 2} ")


def test_offset_that_is_nowhere_falls_back_to_the_first_line() -> None:
    code = current_line.__code__
    assert birth.line_of(code, 10**6) == code.co_firstlineno
    assert birth.line_of(code, -1) == code.co_firstlineno


def test_what_a_scheduled_callback_makes_is_not_the_line_that_called_the_loop() -> None:
    kept: list[Made] = []
    library = as_library(birth.capture)
    keep = function_in(
        INSTALLED / "somelib" / "core.py", "def make():\n    kept.append(inner())", kept=kept, inner=library
    )

    async def main() -> None:
        asyncio.get_running_loop().call_soon(keep)
        await asyncio.sleep(0)

    asyncio.run(main())
    found = kept[0]
    assert found is not None
    assert not found.told
    assert told(found)[0] == "somelib/core.py:2 in make"


def test_who_called_the_loop_is_kept_apart() -> None:
    kept: list[Made] = []
    library = as_library(birth.capture)
    run = function_in(
        INSTALLED / "somelib" / "core.py", "async def make():\n    kept.append(inner())", kept=kept, inner=library
    )
    asyncio.run(run())
    found = kept[0]
    assert found is not None
    assert not found.told
    assert [code.co_name for code, _ in found.outer] == ["test_who_called_the_loop_is_kept_apart"]
