"""What is known from earlier runs: digests of files, their facts, and what the rules made of whole projects."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from zlib import crc32

from wshygiene_checks.engine import analysis, storage
from wshygiene_checks.engine.extraction import Extraction
from wshygiene_checks.engine.record import Confirmed, Extracted, Known, Run, State

_SHARDS = 16  # a change of one file rewrites a sixteenth of the facts
_MOST_RUNS = 8  # one for each way in which a project is checked: another selection, another setting
_MOST_VERSIONS = 3  # of the linter and of Python: that of the hook, that of the editor, that of the terminal
_SETTLED = 2_000_000_000  # nanoseconds after which a file system surely gives another time to another content


class Cache:
    """Keeps results in ``home``, an absolute path, or nowhere when that is empty. A damaged file counts as missing."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._folder = os.path.join(home, f"{sys.implementation.cache_tag}-{analysis.version()[:16]}") if home else ""
        state = storage.read(self._path("state")) if home else None
        self.state = state if isinstance(state, State) else State({}, {}, {})
        self._changed = False
        self._facts: dict[int, dict[str, tuple[bytes, bytes]]] = {}
        self._stale: set[int] = set()

    def recognise(self, name: str, size: int, changed: int, module: str) -> bytes | None:
        """The digest of a file that has not been touched since it was last read."""
        known = self.state.files.get(name)
        if known is None or (known.size, known.changed, known.module) != (size, changed, module):
            return None
        return known.digest

    def remember(self, name: str, known: Known) -> None:
        """Keep the digest of a file. One that has just been written could change again within a tick of the clock."""
        if time.time_ns() - known.changed < _SETTLED:
            known = known._replace(changed=0)
        if self._home and self.state.files.get(name) != known:
            self.state.files[name] = known
            self._changed = True

    def facts(self, digests: Mapping[str, bytes]) -> dict[str, Extracted]:
        """What is kept of files with these digests."""
        found = {}
        for name, digest in digests.items():
            kept = self._shard(name).get(name)
            if kept is not None and kept[0] == digest:
                extracted = storage.load(kept[1])
                if isinstance(extracted, Extracted):
                    found[name] = extracted
        return found

    def keep_facts(self, done: Iterable[Extraction]) -> None:
        """Keep what files say."""
        for row in done:
            if self._home and row.known is not None:
                self.remember(row.name, row.known)
                self._shard(row.name)[row.name] = (row.known.digest, row.packed or storage.dump(row.extracted))
                self._stale.add(_number(row.name))

    def run(self, key: bytes) -> Run | None:
        """What the rules made of a project in this state."""
        return self.state.runs.get(key)

    def keep_run(self, key: bytes, run: Run) -> None:
        """Keep that, and forget the oldest."""
        runs = self.state.runs
        runs[key] = run
        while len(runs) > _MOST_RUNS:
            del runs[next(iter(runs))]
        self._changed = True

    def confirmed(self, name: str, key: bytes) -> Confirmed | None:
        """The confirmed findings of one file, if it and what was suspected in it are the same as before."""
        kept = self.state.confirmed.get(name)
        return kept[1] if kept is not None and kept[0] == key else None

    def keep_confirmed(self, name: str, key: bytes, confirmed: Confirmed) -> None:
        """Keep them."""
        self.state.confirmed[name] = (key, confirmed)
        self._changed = True

    def save(self, names: set[str]) -> None:
        """Write what has changed; of files not among ``names``, all that there are, nothing is kept."""
        if not self._home or not (self._changed or self._stale) or not storage.prepare(self._folder, self._home):
            return
        self._forget(self.state.files.keys() - names)
        for number in self._stale:  # facts first: the state must never speak of facts that are not there
            storage.write(self._path(f"facts-{number:02}"), self._facts[number])
        if storage.write(self._path("state"), self.state):
            storage.prune(self._home, _MOST_VERSIONS)

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            del self.state.files[name]
            self.state.confirmed.pop(name, None)
            if self._shard(name).pop(name, None) is not None:
                self._stale.add(_number(name))

    def _shard(self, name: str) -> dict[str, tuple[bytes, bytes]]:
        number = _number(name)
        if number not in self._facts:
            kept = storage.read(self._path(f"facts-{number:02}")) if self._home else None
            self._facts[number] = kept if isinstance(kept, dict) else {}
        return self._facts[number]

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)


def _number(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) % _SHARDS
