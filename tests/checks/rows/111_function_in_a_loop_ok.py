# The repair: all timers publish the last topic no longer.
import asyncio


class Warmup:
    def __init__(self, topics):
        self.topics = topics
        self.timers = []

    def start(self):
        loop = asyncio.get_running_loop()
        for topic in self.topics:
            self.timers.append(loop.call_later(5, self.publish, topic))

    def publish(self, topic):
        print(topic)

    def close(self):
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()
