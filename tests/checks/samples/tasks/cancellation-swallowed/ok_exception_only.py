# Fine: a cancellation is no `Exception`.
class Reader:
    async def run(self, socket):
        while True:
            try:
                print(await socket.recv())
            except Exception:
                print("failed")
