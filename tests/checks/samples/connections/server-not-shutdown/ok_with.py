# `with` shuts the pool down.
from concurrent.futures import ThreadPoolExecutor


class Parser:
    def on_message(self, message):
        with ThreadPoolExecutor(max_workers=2) as pool:
            return pool.submit(message.decode).result()
