# Of a pair, one end is closed or given away, and nobody closes the other.
import os
import socket
import threading


def watched(work, watch):
    told, tell = os.pipe()  # expect: WSH401
    watcher = threading.Thread(target=watch, args=(told,))
    watcher.start()
    try:
        return work()
    finally:
        os.write(tell, b"q")
        watcher.join()


def say_once(text):
    reading, writing = os.pipe()  # expect: WSH401
    os.write(writing, text)
    os.close(reading)


def ask(serve):
    ours, theirs = socket.socketpair()  # expect: WSH401
    serve(theirs)
    ours.sendall(b"?")
    print(ours.recv(100))
