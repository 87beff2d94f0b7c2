# Fine: the constant is `False` in this copy of the code; the other one is made from it, without `async`.
_IS_SYNC = False


class Client:
    def __init__(self, connect=True):
        if _IS_SYNC and connect:
            self._open()

    async def _open(self): ...
