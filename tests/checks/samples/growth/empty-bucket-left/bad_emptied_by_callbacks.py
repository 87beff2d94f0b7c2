# Leaks: each answer takes its future out of the set of its call, and the empty set stays under the number of the call.
import asyncio
from collections import defaultdict


class RpcClient:
    def __init__(self):
        self._waiters = defaultdict(set)

    def wait_for_answer(self, call_id):
        answer = asyncio.get_running_loop().create_future()
        self._waiters[call_id].add(answer)  # expect: WSH309 info
        answer.add_done_callback(self._waiters[call_id].discard)
        return answer

    def on_message(self, message):
        for answer in self._waiters.get(message["call"], ()):
            answer.set_result(message)
