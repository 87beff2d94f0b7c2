# Each event has a number of its own; what is written down about it stays, however short the queue of the waiting is.
import uuid


class Event:
    def __init__(self, body):
        self.id = uuid.uuid4().hex
        self.body = body


class Queue:
    def __init__(self, limit):
        self.limit = limit
        self.waiting = []
        self.statistics = {}

    async def receive(self, reader):
        async for body in reader:
            self.push(body)

    def push(self, body):
        if len(self.waiting) >= self.limit:
            return None
        event = Event(body)
        self.waiting.append(event)
        self.statistics[event.id] = {"status": "queued"}  # expect: WSH311
        return event.id

    def take(self):
        return self.waiting.pop()

    def close(self):
        self.waiting.clear()
