# clean: what an import starts belongs to nobody, and works for all tests
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

SENT = queue.Queue()
POOL = ThreadPoolExecutor(1)


def report_for_ever():
    while SENT.get() is not None:
        pass


threading.Thread(target=report_for_ever, daemon=True).start()


def test_one():
    SENT.put("one")


def test_two():
    assert POOL.submit(abs, -2).result() == 2


def teardown_module():
    POOL.shutdown()
