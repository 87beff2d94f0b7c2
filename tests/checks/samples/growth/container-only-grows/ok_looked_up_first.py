# Unknown: what is no camera of the configuration raises before anything is added, as long as none is taken out there.
class Alerts:
    def __init__(self, config, push):
        self._config = config
        self._push = push
        self._last = {}

    def on_message(self, message):
        camera = message["camera"]
        title = self._push.title_of(self._config.cameras[camera])
        self._last[camera] = message["time"]  # expect: WSH311 info
        self._push.send(title)

    def close(self):
        self._push.close()
