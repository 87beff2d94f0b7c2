# Each protocol makes its own capabilities, of classes that it is told of, and goes together with them.
class Protocol:
    def __init__(self):
        self.capabilities = []
        self.operations = {}

    def register_operation(self, name, handler):
        self.operations[name] = handler

    def unregister_operation(self, name):
        self.operations.pop(name, None)

    def add_capability(self, kind):
        self.capabilities.append(kind(self))

    def finish(self):
        for capability in self.capabilities:
            capability.finish()


class Capability:
    def __init__(self, protocol: Protocol):
        self.protocol = protocol

    def finish(self):
        self.protocol = None


class Publish(Capability):
    def __init__(self, protocol: Protocol):
        Capability.__init__(self, protocol)
        protocol.register_operation("publish", self.publish)

    def publish(self, message):
        print(message)

    def finish(self):
        self.protocol.unregister_operation("publish")


class Status(Capability):
    def __init__(self, protocol: Protocol):
        Capability.__init__(self, protocol)
        protocol.register_operation("status", self.status)

    def status(self, message):
        print(message)


def build(protocol):
    for kind in (Publish, Status):
        protocol.add_capability(kind)
