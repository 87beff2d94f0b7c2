# Not sure: only Ctrl-C cancels what `asyncio.run` is given, and a prompt may go on after it.
import asyncio


async def talk(prompt, agent):
    while True:
        text = await prompt.ask()
        if text is None:
            return
        try:
            print(await agent.answer(text))
        except asyncio.CancelledError:  # expect: WSH207 medium
            print("interrupted")


def command(prompt, agent):
    asyncio.run(talk(prompt, agent))
