"""Reference paths as drawings: the steps are those of the expression, whatever its keys look like."""

from __future__ import annotations

import pytest

from pytest_wshygiene.report.paths import drawn, steps


@pytest.mark.parametrize(
    ("path", "boxes"),
    [
        ("app.main.HUB", ["app.main.HUB"]),
        ("app.HUB._tasks['c1']", ["app.HUB._tasks", "['c1']"]),
        ("app.FEEDS[0][1]._pump", ["app.FEEDS", "[0]", "[1]", "._pump"]),
        ("app.ROOMS['a -> b'] -> Room.members{...}", ["app.ROOMS", "['a -> b']", "Room.members", "{...}"]),
        ("app.ROOMS['it\\'s [x]']", ["app.ROOMS", "['it\\'s [x]']"]),
        ("app.ROOMS[<Key>]", ["app.ROOMS", "[<Key>]"]),
        ("frame of app/feed.py:3 in run -> local `x`", ["frame of app/feed.py:3 in run", "local `x`"]),
        ("app.HANDLERS[0] -> method `Room.leave`", ["app.HANDLERS", "[0]", "method `Room.leave`"]),
        ("app.X['unfinished", ["app.X['unfinished"]),
        ("", [""]),
    ],
)
def test_steps(path: str, boxes: list[str]) -> None:
    assert [step.text for step in steps(path)] == boxes
    assert all(path[step.start : step.end] == step.text for step in steps(path))


def test_a_long_path_keeps_its_ends() -> None:
    drawing = drawn("app.X" + "".join(f"[{index}]" for index in range(40)), "task pump()")
    assert drawing is not None
    texts = [str(text.text) for text in drawing.iter("text")]
    assert (texts[0], texts[-2:]) == ("app.X", ["[39]", "task pump()"])
    assert "... 30 more ..." in texts
    assert len(texts) <= 14


def test_one_step_is_not_worth_a_drawing() -> None:
    assert drawn("app.X", "task pump()") is None


def test_suspects_stand_out() -> None:
    path = "app.FEEDS['eur']._pump -> Room"
    drawing = drawn(path, "task pump()", (path.index("["), path.index(" ->")))
    assert drawing is not None
    roles = [str(box.get("class")) for box in drawing.iter("rect")]
    assert roles == ["node root", "node step suspect", "node step suspect", "node step", "node leaf"]
