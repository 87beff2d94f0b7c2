# Every message makes a pool of threads, and none of them is shut down.
from concurrent.futures import ThreadPoolExecutor


class Parser:
    def on_message(self, message):
        pool = ThreadPoolExecutor(max_workers=2)  # expect: WSH408
        future = pool.submit(message.decode)
        return future.result()
