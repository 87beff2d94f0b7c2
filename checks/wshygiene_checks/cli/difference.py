"""A change of a file as a unified diff."""

from __future__ import annotations

from difflib import unified_diff

from wshygiene_checks.source import decode


def difference(path: str, before: bytes, after: bytes) -> str:
    """What `patch` would need to make the one of the other."""
    old, new = decode(before).splitlines(keepends=True), decode(after).splitlines(keepends=True)
    lines = unified_diff(old, new, fromfile=path, tofile=path)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
