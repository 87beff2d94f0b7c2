# Unknown: classes are registered once, under the names that the program has for them, and each has one instance.
class Registry:
    def __init__(self):
        self._classes = {}
        self._instances = {}

    def register(self, name, cls):
        self._classes[name] = cls

    def unregister(self, name):
        self._classes.pop(name, None)

    def on_message(self, name, message):
        if name not in self._instances:
            self._instances[name] = self._classes[name]()  # expect: WSH301 info
        self._instances[name].take(message)


REGISTRY = Registry()
