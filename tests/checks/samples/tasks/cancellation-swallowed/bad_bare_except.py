# cancel() is caught like any error, and the loop receives again.
class Reader:
    async def run(self, socket):
        while True:
            try:
                message = await socket.recv()
                print(message)
            except:  # expect: WSH207
                print("failed")
