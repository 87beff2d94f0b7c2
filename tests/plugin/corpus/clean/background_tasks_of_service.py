# clean: the service of a module runs background tasks for tests, and cancels what is left at its end
import asyncio

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Service:
    def __init__(self):
        self._background, self.lines = set(), []

    def spawn(self, coroutine):
        task = asyncio.create_task(coroutine)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def log(self, line, seconds):
        self.lines.append(line)
        await asyncio.sleep(seconds)

    def handle(self, line):
        self.spawn(self.log(line, 60))
        self.spawn(self.log(line, 0))

    async def close(self):
        for task in list(self._background):
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)


class App:
    def __init__(self):
        self.service = Service()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app():
    app = App()
    yield app
    await app.service.close()


async def test_handles(app):
    app.service.handle("one")
    await asyncio.sleep(0)
    assert app.service.lines == ["one", "one"]
