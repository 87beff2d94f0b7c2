"""A churn whose cycles leave some things open while others of the same kind come and go."""

from __future__ import annotations

import re

from .conftest import Installed

PAGES = '''
import asyncio

class Pages:
    """Each visit leaves a task that waits; of those that write the log, two come and go every other time."""

    def __init__(self):
        self.closed = asyncio.Event()
        self.writing = set()

    async def visit(self):
        asyncio.create_task(self.wait_for_guest())
        if self.writing:
            for task in self.writing:
                task.cancel()
            self.writing.clear()
        else:
            self.writing |= {asyncio.create_task(self.write_log()) for _ in range(2)}
        await asyncio.sleep(0)

    async def wait_for_guest(self):
        await self.closed.wait()

    async def write_log(self):
        await self.closed.wait()

    async def close(self):
        self.closed.set()
        await asyncio.sleep(0.01)
'''

OF_PAGES = """
import asyncio
import threading
import pages

def test_visits(wshygiene_churn):
    async def open_house():
        house = pages.Pages()
        async def visit():
            await house.visit()
        try:
            await wshygiene_churn(visit)
        finally:
            await house.close()
    asyncio.run(open_house())

def test_in_use(wshygiene_churn):
    closed, last = threading.Event(), []
    def wait_for_guest():
        closed.wait()
    def serve(over):
        over.wait()
    def visit():
        if last:
            thread, over = last.pop()
            over.set()
            thread.join()
        threading.Thread(target=wait_for_guest).start()
        over = threading.Event()
        last.append((threading.Thread(target=serve, args=(over,)), over))
        last[0][0].start()
    try:
        wshygiene_churn(visit)
    finally:
        closed.set()
        last[0][1].set()

def test_of_a_pool(wshygiene_churn):
    async def serve():
        closed = asyncio.Event()
        pool = [asyncio.create_task(closed.wait()) for _ in range(40)]
        async def replace_one():
            pool.pop(0).cancel()
            pool.append(asyncio.create_task(closed.wait()))
            await asyncio.sleep(0)
        await wshygiene_churn(replace_one)
        closed.set()
        await asyncio.sleep(0.01)
    asyncio.run(serve())
"""


def test_what_stays_is_told_among_others_of_its_kind(installed: Installed) -> None:
    result = installed(pages=PAGES)(OF_PAGES)
    output = str(result.stdout)
    visits, in_use = (
        output.partition(f" {name} _")[2].partition("\n___")[0] for name in ("test_visits", "test_in_use")
    )
    assert "    open task: +1 per cycle\n" in visits, output
    assert re.search(r"now +\S*\.?wait_for_guest\(\): ", visits), visits
    assert re.search(r"born +\S+ in \S*\.visit\n +by pages\.py:\d+ in Pages\.visit\n", visits), visits
    assert "    open thread: +1 per cycle\n" in in_use, output
    assert re.search(r"now +\S*wait_for_guest\(\): ", in_use), in_use
    assert "1 passed" in output, output  # a pool that replaces its tasks has as many as before
