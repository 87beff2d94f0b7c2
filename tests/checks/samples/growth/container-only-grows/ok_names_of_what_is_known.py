# Fine: a message says which function is meant, and the calls are counted by the names of the functions that there are.
from collections import defaultdict


class Counter:
    def __init__(self, functions):
        self.functions = functions
        self.calls = defaultdict(int)

    async def receive(self, reader):
        async for message in reader:
            function = self.functions[message.index]
            self.calls[function.name] += 1
