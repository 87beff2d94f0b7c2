# What `add` registers is noted and taken back; the handler of `stop` is given to the emitter alone.
class Skill:
    def __init__(self, emitter):
        self.emitter = emitter
        self.events = []
        self.emitter.on("stop", self.halt)  # expect: WSH104
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
        for name, wrapper in self.events:
            self.emitter.remove(name, wrapper)
