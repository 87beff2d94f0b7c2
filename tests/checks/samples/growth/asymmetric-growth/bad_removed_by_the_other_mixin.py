# One mixin adds to both, the other one takes out of one of them; nobody has one without the other.
class Arrivals:
    def __init__(self) -> None:
        self._seats: dict[str, int] = {}
        self._names: dict[str, str] = {}

    def on_connect(self, sid: str, name: str) -> None:
        self._seats[sid] = len(self._seats)
        self._names[sid] = name  # expect: WSH301


class Departures:
    def on_disconnect(self, sid: str) -> None:
        self._seats.pop(sid, None)


class SeatService(Arrivals, Departures):
    def seat(self, sid: str) -> int:
        return self._seats[sid]
