# Leaks: whoever asks for a page that nobody filled leaves an empty dict there.
import collections


class PageStore:
    def __init__(self):
        self._pages = collections.defaultdict(dict)

    def load(self, rows):
        self._pages.clear()
        for row in rows:
            self._pages[row.name][row.key] = row.value

    def render(self, name):
        return "".join(f"{key}: {value}" for key, value in self._pages[name].items())  # expect: WSH308 info
