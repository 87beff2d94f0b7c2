# Fine: the getter only reads; its setter, of the same name, takes the old entry out before it adds one.
class Settings:
    def __init__(self):
        self._values = {}
        self._name = ""

    @property
    def current(self):
        try:
            return self._values[self._name].strip()
        except AttributeError:
            return ""

    @current.setter
    def current(self, value):
        if value:
            for old in list(self._values):
                if old != value:
                    del self._values[old]
        self._values[self._name] = value
