# Fine: each of these defaults is copied, replaced, only read, or given by everybody who calls.
class Feed:
    def on_message(self, message, seen=()):
        seen = set(seen)
        seen.add(message["id"])
        return seen

    async def on_batch(self, batch, found=[]):
        found = found or []
        for message in batch:
            found.append(message["id"])
        return found

    async def on_frame(self, frame, kinds=["text", "binary"]):
        return frame.kind in kinds

    def on_text(self, text, seen=None):
        seen = set() if seen is None else seen
        seen.add(text)
        return seen


def collect(message, into=[]):
    into.append(message["id"])


async def relay(reader):
    passed = []
    async for message in reader:
        collect(message, passed)
        collect(message, into=passed)
        if len(passed) > 100:
            return passed
    return passed
