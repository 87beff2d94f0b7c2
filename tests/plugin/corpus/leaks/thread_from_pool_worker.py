# leak: thread | test_resolve | Resolver.refresh
"""Work in the default executor starts a thread of its own."""

import asyncio
import threading
import time


class Resolver:
    def refresh(self):
        while True:
            time.sleep(0.05)

    def resolve(self, name):
        threading.Thread(target=self.refresh, daemon=True).start()  # <- born
        return f"{name}.local"


async def test_resolve():
    assert await asyncio.to_thread(Resolver().resolve, "a") == "a.local"
