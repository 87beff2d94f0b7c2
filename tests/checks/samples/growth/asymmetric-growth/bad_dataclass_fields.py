# Both tables are fields of a dataclass; leaving takes the member out of only one.
from dataclasses import dataclass, field


@dataclass
class Lobby:
    members: dict[str, object] = field(default_factory=dict)
    last_seen: dict[str, float] = field(default_factory=dict)

    def join(self, sid, member, now):
        self.members[sid] = member
        self.last_seen[sid] = now  # expect: WSH301

    def leave(self, sid):
        self.members.pop(sid, None)
