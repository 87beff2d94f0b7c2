# Fine as far as can be told: who is told of the error may stop the client, or connect it again.
class Client:
    def __init__(self, ws, owner):
        self._ws = ws
        self._owner = owner

    async def run(self):
        while True:
            try:
                print(await self._ws.receive_json())
            except Exception as error:
                self._owner.failed(self, error)
