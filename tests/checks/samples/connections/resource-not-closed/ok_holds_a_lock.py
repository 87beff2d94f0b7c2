# The lock on the file lasts for as long as the descriptor is open: who takes it means to leave that open.
import fcntl
import os


def claim(path):
    mark = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.lockf(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(mark)
        return False
    os.write(mark, str(os.getpid()).encode())
    return True


def claim_or_wait(path):
    mark = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(mark, fcntl.LOCK_EX)
    os.write(mark, b"taken")
