# Arm a timer, and start a task, for whoever calls.
import asyncio


def later(loop, delay, action):
    def fire():
        print("now")
        action()

    handle = loop.call_later(delay, fire)

    def cancel():
        handle.cancel()

    return cancel


def spawn(coroutine):
    task = asyncio.ensure_future(coroutine)
    task.add_done_callback(print)
    return task
