# The handler has been called, or taken back, before the next round begins.
import asyncio


async def ask_all(emitter, names):
    loop = asyncio.get_running_loop()
    for name in names:
        heard = loop.create_future()
        emitter.once(name, lambda data: heard.set_result((name, data)))
        await heard


def ask_each(emitter, names, run):
    for name in names:

        def hear(data):
            print(name, data)

        emitter.on("answer", hear)
        run(name)
        emitter.remove_listener("answer", hear)
