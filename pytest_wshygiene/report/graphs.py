"""Reference graphs: one DOT file for each leak that has a path, drawn by objgraph, and an SVG where Graphviz is there.

objgraph asks every object for its ``repr``, which may do anything. What it draws here are stand-ins made of words.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from pytest_wshygiene.references.naming import Chain

#: Boxes in one graph, and seconds for drawing one.
MOST, SECONDS = 25, 20
_SUSPECT = "color=red,fontcolor=red,penwidth=2,"


def write_graphs(folder: Path, chains: Mapping[str, Chain]) -> None:
    """Write ``<fingerprint>.dot`` for each chain into ``folder``, and ``<fingerprint>.svg`` where ``dot`` is found."""
    folder.mkdir(parents=True, exist_ok=True)
    program = shutil.which("dot")
    for name, chain in chains.items():
        path = folder / f"{re.sub(r'[^0-9a-zA-Z-]', '', name)}.dot"
        path.write_text(drawn(chain), encoding="utf-8")
        if program is not None:
            command = [program, "-Tsvg", f"-o{path.with_suffix('.svg')}", str(path)]
            subprocess.run(command, timeout=SECONDS, check=False, capture_output=True)


def drawn(chain: Chain) -> str:
    """One chain as DOT: suspect references in red, the leak at the end, its parts around it."""
    import objgraph

    chain = _shortened(chain)
    nodes, suspects = _stand_ins(chain)
    drawing = io.StringIO()
    objgraph.show_refs([nodes[0]], max_depth=len(nodes), filter=_among(nodes), output=drawing, too_many=MOST)
    dot = re.sub(r"\\n\d+ items\"", '"', drawing.getvalue()).replace('[label="\\n', '[label="')
    for holder, held in suspects:
        arrow = f"{_name(holder)} -> {_name(held)} ["
        dot = dot.replace(arrow, arrow + _SUSPECT)
    dot = dot.replace(f"  {_name(nodes[0])}[fontcolor=red];\n", _title(chain.title), 1)
    return dot.replace("\n}", f"\n  {_name(nodes[len(chain.nodes) - 1])}[penwidth=3,color=red];\n}}", 1)


def _shortened(chain: Chain) -> Chain:
    """At most ``MOST`` boxes: the beginning and the end of a long path, and as many parts as there is room for."""
    over = len(chain.nodes) - MOST
    if over > 0:
        middle = MOST // 2
        gap = slice(middle, middle + over + 1)
        chain = chain._replace(
            nodes=(*chain.nodes[: gap.start], f"... {over + 1} more ...", *chain.nodes[gap.stop :]),
            edges=(*chain.edges[: gap.start], *chain.edges[gap.stop - 1 :]),
            suspects=(*chain.suspects[: gap.start], *chain.suspects[gap.stop - 1 :]),
        )
    return chain._replace(parts=chain.parts[: max(MOST - len(chain.nodes), 0)])


def _stand_ins(chain: Chain) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """Objects that refer to each other as those of the chain do; and the suspect ones of these references."""
    nodes = [_box(words) for words in chain.nodes]
    pairs = list(pairwise(nodes))
    for (holder, held), edge in zip(pairs, chain.edges, strict=True):
        holder[_key(edge)] = held
    suspects = [pair for pair, is_suspect in zip(pairs, chain.suspects, strict=True) if is_suspect]
    for part in chain.parts:
        box = _box(part if len(part) < 60 else f"{part[:57]}...")
        nodes[len(chain.nodes) - 1][_key("part")] = box
        nodes.append(box)
    return nodes, suspects


def _box(words: str) -> Any:
    return type(words.replace("\0", ""), (dict,), {"__slots__": ()})()


def _key(words: str) -> Any:
    """A key that objgraph writes as it is."""
    return type("", (), {"__repr__": lambda self: words})()


def _among(nodes: list[Any]) -> Any:
    marks = {id(node) for node in nodes}
    return lambda thing: id(thing) in marks


def _title(words: str) -> str:
    shown = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'  label="{shown}";\n  labelloc=t;\n' if words else ""


def _name(node: Any) -> str:
    return f"o{id(node)}"
