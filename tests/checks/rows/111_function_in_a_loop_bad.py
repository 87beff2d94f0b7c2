# All timers publish the last topic.
import asyncio


class Warmup:
    def __init__(self, topics):
        self.topics = topics
        self.timers = []

    def start(self):
        loop = asyncio.get_running_loop()
        for topic in self.topics:

            def fire():
                self.publish(topic)

            self.timers.append(loop.call_later(5, fire))  # expect: WSH111

    def publish(self, topic):
        print(topic)

    def close(self):
        for timer in self.timers:
            timer.cancel()
        self.timers.clear()
