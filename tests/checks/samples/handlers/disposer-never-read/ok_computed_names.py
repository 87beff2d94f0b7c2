# The names of the attributes are put together when they are read.
class Weather:
    def __init__(self):
        self._readers = set()

    def attach(self, reader):
        self._readers.add(reader)
        return lambda: self._readers.discard(reader)


class Window:
    def __init__(self, weather: Weather):
        self._detach_wind = weather.attach(self.wind)
        self._detach_rain = weather.attach(self.rain)

    def wind(self, speed):
        print(speed)

    def rain(self, amount):
        print(amount)

    def close(self):
        for kind in ("wind", "rain"):
            getattr(self, f"_detach_{kind}")()
