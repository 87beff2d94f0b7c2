# `close()` goes through the rooms, and `drop()` forgets their reminders: nobody cancels any.
import asyncio


class Reminders:
    def __init__(self):
        self._reminders = {}

    def add(self, room, seconds):
        loop = asyncio.get_running_loop()
        self._reminders[room] = loop.call_later(seconds, self._remind, room)  # expect: WSH209 medium

    def _remind(self, room):
        self._reminders.pop(room, None)
        room.say("time is up")

    def drop(self, room):
        self._reminders.pop(room, None)

    def close(self):
        for room in list(self._reminders):
            self.drop(room)
