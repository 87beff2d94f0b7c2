"""Reference graphs: one DOT file for each leak that has a path, drawn by objgraph."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_graphs(folder: Path, chains: Mapping[str, list[Any]]) -> None:
    """Write ``<fingerprint>.dot`` for each chain (root first) into ``folder``."""
    import objgraph

    folder.mkdir(parents=True, exist_ok=True)
    for name, chain in chains.items():
        drawing = io.StringIO()
        objgraph.show_chain(list(chain), output=drawing, refcounts=False, shortnames=True)
        path = folder / f"{re.sub(r'[^0-9a-zA-Z]', '', name)}.dot"
        path.write_text(drawing.getvalue(), encoding="utf-8")
