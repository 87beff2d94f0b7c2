# No garbage collector closes a number.
import os
import threading


def run_beside(work):
    ready, go = os.pipe()  # expect: WSH401
    thread = threading.Thread(target=work)
    thread.start()
    os.write(go, b"x")
    os.read(ready, 1)
    thread.join()
