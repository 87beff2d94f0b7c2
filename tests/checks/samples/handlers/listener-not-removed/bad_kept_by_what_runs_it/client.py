# Keeps what it is given for as long as it lives, and has another method run it.
class Client:
    def __init__(self):
        self._connected = []

    def on_connect(self, handler):
        self._connected.append(handler)

    def connect(self):
        for handler in self._connected:
            self._run(handler)

    def _run(self, function):
        try:
            function(self)
        except ValueError as error:
            print(error)
