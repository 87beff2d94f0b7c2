# Fine: the keys come from the mapping itself, or are written out.
from collections import defaultdict


class Statistics:
    def __init__(self):
        self._counts = defaultdict(list)

    def note(self, kind, value):
        self._counts[kind].append(value)

    def flush(self):
        for kind in list(self._counts):
            print(kind, len(self._counts[kind]), max(self._counts["errors"], default=0))
        self._counts.clear()
