"""Hosts and ports as people write them, and why nobody can listen there."""

from __future__ import annotations

import os


def written(host: str, port: int) -> str:
    """A host and a port as they stand in an address; an IPv6 address is bracketed (RFC 3986, section 3.2.2)."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def why(error: OSError) -> str:
    """What an error of the operating system, or of looking up a name, says."""
    if error.errno is not None and error.errno > 0:  # those of looking up a name are negative
        return os.strerror(error.errno)
    return error.strerror or str(error)
