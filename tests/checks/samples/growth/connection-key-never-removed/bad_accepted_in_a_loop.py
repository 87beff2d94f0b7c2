# A thread accepts connections and lists them all; none is ever taken from the list.
import socket
import threading


class Chat:
    def __init__(self):
        self._listener = socket.create_server(("", 7000))
        self._members = []

    def start(self):
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def _accept(self):
        while True:
            member, _ = self._listener.accept()
            self._members.append(member)  # expect: WSH302 medium

    def say(self, text):
        for member in list(self._members):
            member.sendall(text)

    def stop(self):
        self._listener.close()
        self._accepting.join()
