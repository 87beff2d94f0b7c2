"""The plot of a churn as SVG: one small panel for each thing that grew, and one for the process's memory.

Written here because a plotting library would cost more to import than a churn takes to run. Colours follow the
reader's light or dark setting, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from pytest_wshygiene.churn.record import ChurnRecord

#: Panels drawn at most, memory included.
MOST = 6
_WIDTH, _PANEL, _TOP, _LEFT, _RIGHT = 640, 128, 44, 64, 18
_STYLE = """
  .back { fill: #ffffff } .text { fill: #1f2328 } .faint { fill: #59636e } .axis { stroke: #8c959f; fill: none }
  .line { stroke: #b3261e; stroke-width: 2; fill: none } .dot { fill: #b3261e }
  .calm { stroke: #0969da; stroke-width: 2; fill: none } .calmdot { fill: #0969da }
  text { font: 12px system-ui, sans-serif } .title { font-weight: 600; font-size: 14px }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117 } .text { fill: #f0f6fc } .faint { fill: #9198a1 } .axis { stroke: #656c76 }
    .line { stroke: #ff8f85 } .dot { fill: #ff8f85 } .calm { stroke: #6cb6ff } .calmdot { fill: #6cb6ff }
  }
"""


def draw(result: ChurnRecord) -> str:
    """A complete SVG document."""
    series = result.series
    panels: list[tuple[str, Sequence[float], str]] = [
        (str(growth), series.values.get(growth.what, ()), "line") for growth in result.growths
    ]
    panels = [panel for panel in panels if panel[1]][: MOST - bool(series.memory)]
    if series.memory:
        panels.append(("own memory of the process, MB", [round(each / 1e6, 2) for each in series.memory], "calm"))
    height = _TOP + _PANEL * max(len(panels), 1)
    body = "\n".join(_parts(result, panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{escape(_title(result))}">\n<style>{_STYLE}</style>\n'
        f'<rect class="back" width="{_WIDTH}" height="{height}"/>\n{body}\n</svg>\n'
    )


def _parts(result: ChurnRecord, panels: Sequence[tuple[str, Sequence[float], str]]) -> Iterator[str]:
    yield f'<text class="text title" x="16" y="26">{escape(_short(_title(result), 84))}</text>'
    if not panels:
        yield f'<text class="faint" x="16" y="{_TOP + 20}">Nothing grew, and this system tells no memory.</text>'
    for index, (title, values, kind) in enumerate(panels):
        yield from _panel(title, result.series.cycles, values, kind, _TOP + index * _PANEL)


def _panel(title: str, cycles: Sequence[int], values: Sequence[float], kind: str, top: int) -> Iterator[str]:
    low, high = min(values), max(values)
    room = high - low or 1
    bottom, ceiling = top + _PANEL - 34, top + 30
    first, last = cycles[0], cycles[-1]
    scale = (_WIDTH - _LEFT - _RIGHT) / ((last - first) or 1)
    points = [
        (_LEFT + (cycle - first) * scale, bottom - (value - low) / room * (bottom - ceiling))
        for cycle, value in zip(cycles, values, strict=False)
    ]
    yield f'<text class="text" x="16" y="{top + 16}">{escape(_short(title, 92))}</text>'
    yield f'<path class="axis" d="M{_LEFT} {ceiling - 4}V{bottom + 4}H{_WIDTH - _RIGHT}"/>'
    if high > low:
        yield f'<text class="faint" x="{_LEFT - 6}" y="{ceiling + 4}" text-anchor="end">{high:g}</text>'
    yield f'<text class="faint" x="{_LEFT - 6}" y="{bottom + 4}" text-anchor="end">{low:g}</text>'
    yield f'<text class="faint" x="{_LEFT}" y="{bottom + 20}">cycle {first}</text>'
    yield f'<text class="faint" x="{_WIDTH - _RIGHT}" y="{bottom + 20}" text-anchor="end">cycle {last}</text>'
    yield f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
    if len(points) <= 60:
        mark = "dot" if kind == "line" else "calmdot"
        yield from (f'<circle class="{mark}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)


def _title(result: ChurnRecord) -> str:
    return f"{result.nodeid or result.name}: {len(result.growths)} growing over {result.figures.cycles} cycles"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
