"""The digest that contents are recognised by: BLAKE2b, without the rest of `hashlib`.

That loads OpenSSL, which takes a check of one small file about a twentieth of its time; Python's own `random` goes
around it likewise.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # a Python that has it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b"]
