# leak: executor | test_service | Service
"""A service makes its pool when its own thread comes up; the thread ends, the pool does not."""

import threading
from concurrent.futures import ThreadPoolExecutor


class Service(threading.Thread):
    made = []

    def run(self):
        self.pool = ThreadPoolExecutor(1)  # <- born
        self.made.append(self)
        self.answer = self.pool.submit(pow, 2, 5).result()


def test_service():
    service = Service()
    service.start()
    service.join()
    assert service.answer == 32
