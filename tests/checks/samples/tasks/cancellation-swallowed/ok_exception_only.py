# Fine: a cancellation is no `Exception`.
class Reader:
    async def run(self, queue):
        while True:
            try:
                print(await queue.get())
            except Exception:
                print("failed")
