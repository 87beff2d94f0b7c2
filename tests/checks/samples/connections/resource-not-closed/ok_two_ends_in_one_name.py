# Both ends of the pipe are in one name, and each is given to a file object, which closes it.
import os


class Bell:
    def __init__(self):
        ends = os.pipe()
        self.heard = os.fdopen(ends[0], "rb", 0)
        self.rung = os.fdopen(ends[1], "wb", 0)

    def ring(self):
        self.rung.write(b"x")

    def close(self):
        self.heard.close()
        self.rung.close()
