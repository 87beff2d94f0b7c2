# Fine: nothing leaves the members either, so that their number bounds that of the names.
import uuid


class Member:
    def __init__(self, body):
        self.id = uuid.uuid4().hex
        self.body = body


class Club:
    def __init__(self, limit):
        self.limit = limit
        self.members = []
        self.names = {}

    async def receive(self, reader):
        async for body in reader:
            self.join(body)

    def join(self, body):
        if len(self.members) >= self.limit:
            return
        member = Member(body)
        self.members.append(member)
        self.names[member.id] = body.name
