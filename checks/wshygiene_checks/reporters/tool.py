"""Name and version of this program, as machine-readable reports give them."""

from __future__ import annotations

from wshygiene_checks.catalogue import Side


def tool(side: Side = "source") -> dict[str, str]:
    """What wrote the report."""
    from importlib.metadata import version  # a search through all that is installed: only when a report wants it

    name = "wshygiene" if side == "source" else "pytest-wshygiene"
    return {"name": name, "version": version("pytest-wshygiene")}
