# Fine: the framework is given the task, shows its progress, and ends it with the dialogue.
import asyncio


class PairingDialogue:
    def __init__(self, framework, device):
        self._framework = framework
        self._device = device
        self._task = None

    async def step_pair(self):
        if self._task is None:
            self._task = asyncio.create_task(self._pair())
        return self._framework.show_progress(step="pair", progress_task=self._task)

    async def _pair(self):
        while True:
            await self._device.identify()

    async def close(self):
        await self._device.close()
