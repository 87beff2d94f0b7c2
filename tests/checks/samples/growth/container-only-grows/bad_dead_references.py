# Leaks: the references die, and the list keeps them.
import weakref


class Registry:
    def __init__(self):
        self._references = []

    def _remember(self, connection):
        self._references.append(weakref.ref(connection))  # expect: WSH311 medium
