# Fine: the handle says whether the job is pending, and the job itself lets go of it; its own name takes it out.
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Login:
    def __init__(self, api, scheduler: AsyncIOScheduler):
        self._api = api
        self._scheduler = scheduler
        self._job = None

    def again(self):
        if self._job is None:
            self._job = self._scheduler.add_job(
                self._login, "date", run_date=datetime.now() + timedelta(seconds=30), id="login"
            )

    async def _login(self):
        try:
            await self._api.login()
        finally:
            if self._scheduler.get_job("login") is not None:
                self._scheduler.remove_job("login")
            self._job = None
