# Fine: there are only so many classes.
class Serializers:
    def __init__(self):
        self._by_type = {}

    def on_message(self, message):
        kind = type(message)
        if kind not in self._by_type:
            self._by_type[kind] = object()
        return self._by_type[kind]
