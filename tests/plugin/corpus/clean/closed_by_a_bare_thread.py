# clean: threads that `threading` knows nothing of close what they were given, a moment after the test
import _thread
import socket
import time

KEPT = []


def close_soon(sock):
    time.sleep(0.1)
    sock.close()


def test_closed_soon():
    KEPT.append(socket.create_server(("127.0.0.1", 0)))
    _thread.start_new_thread(close_soon, (KEPT[0],))
