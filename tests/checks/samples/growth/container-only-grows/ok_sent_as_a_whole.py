# Unknown: all of it is sent each time, as one does with the state of a few known things.
import json


class Models:
    def __init__(self, websocket):
        self._websocket = websocket
        self._states = {}

    def on_message(self, message):
        self._states[message["model"]] = message["state"]  # expect: WSH311 info
        self._websocket.send(json.dumps(self._states))

    def close(self):
        self._websocket.close()
