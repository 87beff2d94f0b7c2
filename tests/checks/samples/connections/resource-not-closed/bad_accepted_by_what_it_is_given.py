# The type of what listens is unknown; that `accept()` gives two things says that it is a socket.
def greet(listening):
    peer, address = listening.accept()  # expect: WSH401
    peer.sendall(b"hello")
