# Only what is not there yet is added, out of a fixed set of platforms.
from dataclasses import dataclass, field


@dataclass
class Entry:
    loaded: set[str] = field(default_factory=set)

    async def ensure(self, hass, platforms):
        if needed := platforms - self.loaded:
            await hass.forward(needed)
        self.loaded |= needed  # expect: WSH311 info
