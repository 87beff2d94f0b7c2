# Fine: the files close the descriptors that they are given, and one loop closes both ends.
import os


def pump(work):
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "wb") as sink:
        work(source, sink)


def ask(work):
    reading, writing = os.pipe()
    try:
        os.write(writing, b"x")
        work(os.read(reading, 1))
    finally:
        for end in (reading, writing):
            os.close(end)
