"""A reference path as a drawing: a box for each step, from the root that a person knows to the thing that leaks."""

from __future__ import annotations

import re
from textwrap import wrap
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


def steps(path: str) -> list[str]:
    """``app.HUB["x"]._pump -> Room`` as four steps: ``app.HUB``, ``["x"]``, ``._pump``, ``Room``."""
    parts = [""]
    for match in _ARROW.finditer(path):
        if match[0] == " -> ":
            parts.append("")
        else:
            parts[-1] += match[0]
    return [step for part in parts for step in _steps_of(part)]


def drawn(path: str, leaf: str) -> Element | None:
    """The path with ``leaf`` at its end, as an SVG element; None for a single step that no drawing makes clearer."""
    boxes = steps(path)
    if len(boxes) < 2:
        return None
    if len(boxes) > _MOST:
        boxes = [*boxes[: _MOST - 2], f"... {len(boxes) - _MOST + 1} more ...", boxes[-1]]
    drawing = Element("svg")
    top = 1
    for index, text in enumerate([*boxes, leaf]):
        if index:
            _add_arrow(drawing, top)
            top += _GAP
        role = "root" if index == 0 else "leaf" if index == len(boxes) else "step"
        top = _add_box(drawing, text, top, role)
    drawing.attrib |= {"viewBox": f"0 0 {_WIDTH + 2} {top + 1}", "width": str(_WIDTH + 2), "height": str(top + 1)}
    return drawing


def _steps_of(part: str) -> list[str]:
    expression = _EXPRESSION.fullmatch(part)
    return [expression["root"], *_STEP.findall(expression["rest"])] if expression else [part]


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
