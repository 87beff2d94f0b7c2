# The decorator starts a task that it keeps; and a generator is no coroutine.
import asyncio
import functools

RUNNING = set()


def background(function):
    @functools.wraps(function)
    def start(*args):
        task = asyncio.get_running_loop().create_task(function(*args))
        RUNNING.add(task)
        task.add_done_callback(RUNNING.discard)

    return start


@background
async def announce(text):
    await asyncio.sleep(1)
    print(text)


async def prices():
    yield 1


async def main():
    announce("hello")
    prices()
