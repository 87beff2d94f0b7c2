# Fine: what is returned is the end of a window, a time, and nothing that ends one.
import datetime


class Window:
    def __init__(self, begin, end):
        self.begin, self.end = begin, end


def end_of(schedule, moment):
    window = make_window(schedule, moment)
    return window.end


def make_window(schedule, moment):
    return Window(moment, moment + datetime.timedelta(hours=schedule.hours))


class Mapping:
    def span(self, schedule, start, stop):
        self.first = end_of(schedule, start)
        end_of(schedule, stop)
        return self.first

    def close(self):
        self.first = None
