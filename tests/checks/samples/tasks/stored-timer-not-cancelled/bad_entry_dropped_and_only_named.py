# What is taken out still fires: for a room that has no such reminder any more.
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
        reminder = self._reminders.pop(room, None)
        if reminder is None:
            print("none for", room)

    def close(self):
        for reminder in self._reminders.values():
            reminder.cancel()
