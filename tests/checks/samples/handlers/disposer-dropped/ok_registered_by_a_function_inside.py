# Whoever is given the function inside decides when it registers, and whether before or after the unload.
class Bus:
    def __init__(self) -> None:
        self._listeners = []

    def listen(self, listener):
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


def setup_lamps(bus: Bus, lamps, when_ready) -> None:
    def register() -> None:
        for lamp in lamps:
            if lamp.is_on:
                bus.listen(lambda text, lamp=lamp: print(lamp, text))

    when_ready(register)


def unload_lamps(lamps) -> None:
    for lamp in lamps:
        lamp.off()
