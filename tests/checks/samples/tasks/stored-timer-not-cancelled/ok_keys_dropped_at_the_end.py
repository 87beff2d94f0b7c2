# Fine: `drop()` cancels what it takes out; of the other class it is given the timers themselves.
import asyncio


class Reminders:
    def __init__(self):
        self._reminders = {}

    def add(self, room, seconds):
        loop = asyncio.get_running_loop()
        self._reminders[room] = loop.call_later(seconds, self._remind, room)

    def _remind(self, room):
        self._reminders.pop(room, None)
        room.say("time is up")

    def drop(self, room):
        reminder = self._reminders.pop(room, None)
        if reminder is not None:
            reminder.cancel()

    def close(self):
        for room in list(self._reminders):
            self.drop(room)


class Listed:
    def __init__(self):
        self._reminders = set()

    def add(self, room, seconds):
        self._reminders.add(asyncio.get_running_loop().call_later(seconds, self._remind, room))

    def _remind(self, room):
        room.say("time is up")

    def _drop(self, reminder):
        reminder.cancel()

    def close(self):
        for reminder in list(self._reminders):
            self._drop(reminder)
        self._reminders.clear()
