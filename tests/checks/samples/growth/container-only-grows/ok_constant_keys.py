# Fine: the keys are written out, and in an enumeration.
from enum import Enum


class Side(Enum):
    BUY = 1
    SELL = 2


class StatisticsService:
    def __init__(self):
        self._counts = {}

    def on_message(self, message):
        self._counts["total"] = len(message)
        self._counts[Side.BUY] = message
        for name in ("open", "close"):
            self._counts[name] = message
