# Fine: the group owns its tasks and waits for them.
import asyncio


class Fanout:
    async def broadcast(self, members, message):
        async with asyncio.TaskGroup() as group:
            for member in members:
                group.create_task(member.send(message))
