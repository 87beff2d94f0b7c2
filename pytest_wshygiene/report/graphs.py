"""Reference graphs: one DOT file for each leak that has a path, drawn by objgraph."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_graphs(folder: Path, chains: Mapping[str, list[Any]]) -> list[Path]:
    """Write ``<fingerprint>.dot`` for each chain (root first) into ``folder``; returns what was written."""
    import objgraph

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, chain in chains.items():
        drawing = io.StringIO()
        objgraph.show_chain(list(chain), output=drawing, refcounts=False, shortnames=True)
        path = folder / f"{re.sub(r'[^0-9a-zA-Z]', '', name)}.dot"
        path.write_text(drawing.getvalue(), encoding="utf-8")
        written.append(path)
    return written
