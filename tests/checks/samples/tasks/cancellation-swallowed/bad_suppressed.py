# `suppress` takes the cancellation, and the next round begins.
import contextlib


async def drain(inbox):
    while True:
        with contextlib.suppress(BaseException):  # expect: WSH207
            print(await inbox.get())
