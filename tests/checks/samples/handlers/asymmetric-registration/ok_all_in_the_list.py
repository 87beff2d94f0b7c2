# Fine: both are noted, and what is noted is taken back, by a method that no library has.
class Skill:
    def __init__(self, emitter):
        self.emitter = emitter
        self.events = [("stop", self.halt)]
        self.emitter.on("stop", self.halt)
        self.add("greet", self.greet)

    def add(self, name, handler):
        def wrapper(message):
            handler(self, message)

        self.emitter.on(name, wrapper)
        self.events.append((name, wrapper))

    def halt(self, message):
        print(message)

    def greet(self, message):
        print(message)

    def shutdown(self):
        for name, handler in self.events:
            self.emitter.remove(name, handler)
