# Fine: after the first send the loop is over.
class Pool:
    def __init__(self):
        self._workers = set()

    def join(self, worker):
        self._workers.add(worker)

    def leave(self, worker):
        self._workers.discard(worker)

    async def ask(self, question):
        for worker in self._workers:
            return await worker.send(question)
