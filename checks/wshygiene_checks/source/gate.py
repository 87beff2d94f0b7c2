"""The cheap look at bytes that spares files without any code: empty packages, version files, licences."""

from __future__ import annotations

# Without one of these a file can only bind names to single values: it defines, imports, calls and collects nothing.
# More must not be turned away: a file without any call that acquires may define the base class, the container or the
# second name of something, or release it, and what does not parse has to be reported.
_SIGNS = (b"import", b"def", b"class", b"(", b"{", b"[")


def may_hold_facts(data: bytes) -> bool:
    """False when the file certainly says nothing about who acquires, keeps or releases."""
    return any(sign in data for sign in _SIGNS)
