# One end of each pair is closed here, and the other is given to somebody, or is closed with it.
import os
import socket
import threading


def watched(work, watch):
    told, tell = os.pipe()
    watcher = threading.Thread(target=watch, args=(told,))
    watcher.start()
    try:
        return work()
    finally:
        os.write(tell, b"q")
        watcher.join()
        os.close(tell)


def both():
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.close(end)


def ask(serve):
    ours, theirs = socket.socketpair()
    serve(theirs)
    with ours:
        ours.sendall(b"?")
        print(ours.recv(100))


def connected(serve):
    ours, theirs = socket.socketpair()
    serve(theirs)
    return ours
