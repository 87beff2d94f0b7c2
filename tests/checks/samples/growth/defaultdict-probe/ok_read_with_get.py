# Fine: `get` does not add what is missing.
from collections import defaultdict


class PageStore:
    def __init__(self):
        self._pages = defaultdict(dict)

    def load(self, rows):
        self._pages.clear()
        for row in rows:
            self._pages[row.name][row.key] = row.value

    def render(self, name):
        return "".join(f"{key}: {value}" for key, value in self._pages.get(name, {}).items())
