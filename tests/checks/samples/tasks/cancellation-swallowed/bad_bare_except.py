# cancel() is caught like any error, and the loop waits again.
class Reader:
    async def run(self, queue):
        while True:
            try:
                message = await queue.get()
                print(message)
            except:  # expect: WSH207
                print("failed")
