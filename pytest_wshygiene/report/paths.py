"""A reference path as a drawing: a box for each step, from the root that a person knows to the thing that leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from wshygiene_checks.reporters.html import printable

#: Characters in a line of a box, steps that are drawn, and sizes in CSS pixels.
_WIDE, _MOST = 34, 12
_CHARACTER, _LINE, _PADDING, _GAP = 8, 18, 10, 24
_WIDTH = _WIDE * _CHARACTER + 2 * _PADDING
_INDEX = r"""\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"])*\]"""
_ARROW = re.compile(rf"{_INDEX}|`[^`]*`| -> |.", re.DOTALL)
_EXPRESSION = re.compile(rf"(?P<root>[^\W\d]\w*(?:\.\w+)*)(?P<rest>(?:\.\w+|{_INDEX}|\{{\.\.\.\}})*)")
_STEP = re.compile(rf"\.\w+|{_INDEX}|\{{\.\.\.\}}")


class Step(NamedTuple):
    """One step of a path, and where it begins and ends in it."""

    text: str
    start: int
    end: int


def steps(path: str) -> list[Step]:
    """``app.HUB["x"]._pump -> Room`` as four steps: ``app.HUB``, ``["x"]``, ``._pump``, ``Room``."""
    parts = [Step("", 0, 0)]
    for match in _ARROW.finditer(path):
        if match[0] == " -> ":
            parts.append(Step("", match.end(), match.end()))
        else:
            parts[-1] = Step(parts[-1].text + match[0], parts[-1].start, match.end())
    return [step for part in parts for step in _steps_of(part)]


def drawn(path: str, leaf: str, suspect: tuple[int, int] = (0, 0)) -> Element | None:
    """The path with ``leaf`` at its end, as an SVG element; None for a single step that no drawing makes clearer.

    ``suspect`` is the part of the path that ties something older to what the test has made; it stands out.
    """
    boxes = steps(path)
    if len(boxes) < 2:
        return None
    if len(boxes) > _MOST:
        boxes = [*boxes[: _MOST - 2], Step(f"... {len(boxes) - _MOST + 1} more ...", 0, 0), boxes[-1]]
    drawing = Element("svg")
    top = 1
    for index, step in enumerate([*boxes, Step(leaf, 0, 0)]):
        if index:
            _add_arrow(drawing, top)
            top += _GAP
        role = "root" if index == 0 else "leaf" if index == len(boxes) else "step"
        is_suspect = max(step.start, suspect[0]) < min(step.end, suspect[1])
        top = _add_box(drawing, step.text, top, f"{role} suspect" if is_suspect else role)
    drawing.attrib |= {"viewBox": f"0 0 {_WIDTH + 2} {top + 1}", "width": str(_WIDTH + 2), "height": str(top + 1)}
    return drawing


def _steps_of(part: Step) -> Iterator[Step]:
    """The steps of an expression; what is none stays whole."""
    expression = _EXPRESSION.fullmatch(part.text)
    if expression is None:
        yield part
        return
    for start, end in (
        expression.span("root"),
        *(found.span() for found in _STEP.finditer(part.text, expression.end("root"))),
    ):
        yield Step(part.text[start:end], part.start + start, part.start + end)


def _add_box(drawing: Element, text: str, top: int, role: str) -> int:
    """Add a box with the text; returns where it ends."""
    lines = wrap(printable(text), _WIDE) or [""]
    height = len(lines) * _LINE + 2 * _PADDING
    box = {"x": 1, "y": top, "width": _WIDTH, "height": height, "rx": 6, "class": f"node {role}"}
    SubElement(drawing, "rect", {name: str(value) for name, value in box.items()})
    for index, line in enumerate(lines):
        baseline = top + _PADDING + index * _LINE + 13
        SubElement(drawing, "text", {"x": str(1 + _PADDING), "y": str(baseline)}).text = line
    return top + height


def _add_arrow(drawing: Element, top: int) -> None:
    middle, end = 28, top + _GAP
    SubElement(drawing, "path", {"class": "edge", "d": f"M{middle} {top}V{end - 6}"})
    SubElement(drawing, "path", {"class": "tip", "d": f"M{middle - 5} {end - 8}H{middle + 5}L{middle} {end - 1}Z"})
