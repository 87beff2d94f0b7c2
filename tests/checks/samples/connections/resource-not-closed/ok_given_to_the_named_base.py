# Fine: the base class, whose constructor is called by its name, keeps the socket and closes it when it has served.
import socket


class Registry:
    def __init__(self, listener, pruning=None):
        self.listener = listener
        self.pruning = pruning

    def serve(self):
        try:
            self.work()
        finally:
            self.listener.close()


class UdpRegistry(Registry):
    def __init__(self, address, pruning=None):
        listener = socket.socket(type=socket.SOCK_DGRAM)
        listener.bind(address)
        Registry.__init__(self, listener, pruning=pruning)
