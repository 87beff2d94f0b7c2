"""Name and version of this program, as machine-readable reports give them."""

from __future__ import annotations


def tool() -> dict[str, str]:
    """What wrote the report."""
    from importlib.metadata import version  # a search through all that is installed: only when a report wants it

    return {"name": "wshygiene", "version": version("pytest-wshygiene")}
