"""Keeps apart what only shares a name: two folders of one repository that each have a package ``app``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import FileFacts


def by_root(files: Iterable[FileFacts]) -> Iterator[tuple[FileFacts, ...]]:
    """Groups of files in which every module has a name of its own.

    A root is the folder from which a module is imported. Roots that have a module of the same name are never on one
    import path, so each is a group by itself; all the others may import each other, and are one group.
    """
    roots: dict[str, list[FileFacts]] = defaultdict(list)
    owners: dict[str, set[str]] = defaultdict(set)
    for file in files:
        root = _root(file)
        roots[root].append(file)
        owners[file.module].add(root)
    apart = {root for sharing in owners.values() if len(sharing) > 1 for root in sharing}
    together = [file for root, group in roots.items() if root not in apart for file in group]
    if together:
        yield tuple(together)
    for root in sorted(apart):
        yield tuple(roots[root])


def _root(file: FileFacts) -> str:
    """The folder above the outermost package: ``examples/one`` for ``app.server`` in ``examples/one/app/server.py``."""
    place = file.path.removesuffix(".py").removesuffix("/__init__")
    return place.removesuffix(file.module.replace(".", "/")).rstrip("/")
