"""What a thing is called in every run and on every machine: without numbers, random names and temporary folders.

Baselines know a leak by that name; one that changes would be a new leak each time.
"""

from __future__ import annotations

import os
import re
import tempfile

#: The end of a terminal that a program writes to, which has no number.
_OTHER_ENDS = frozenset({"/dev/ptmx", "/dev/pts/ptmx"})


def steady_name(name: str, separator: str) -> str:
    """The parts of a name, an ``x`` for each that has a digit in it: ``client.x.io`` of ``client.3f2c.io``."""
    return separator.join("x" if re.search(r"\d", part) else part for part in name.split(separator))


def steady_url(path: str) -> str:
    """The same for the path of a URL, without its query: ``/rooms/x/chat``."""
    return steady_name(path.partition("?")[0], "/")


def steady_target(target: str, root: str) -> str:
    """What a descriptor leads to: ``data/users.db`` below ``root``, the name alone elsewhere, or ``pipe:[x]``.

    Both ends of a terminal are called the same, as those of a pipe are.
    """
    if target in _OTHER_ENDS:
        return "/dev/pts/x"
    if not os.path.isabs(target) or target.startswith("/dev/"):
        name = target
    elif _is_below(target, os.path.realpath(root)):
        name = os.path.relpath(target, os.path.realpath(root)).replace(os.sep, "/")
    elif _is_below(target, os.path.realpath(tempfile.gettempdir())):
        return "a temporary file"
    else:
        name = os.path.basename(target)
    return re.sub(r"\d+", "x", name)


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)
