# run: discover
# leak: listener | test_price_alert | BUS | BUS.remove_listener(event, f)` where
"""pyee: a handler put on the application's bus by the test, and left there."""

from pyee.base import EventEmitter

BUS = EventEmitter()


class Alert:
    def __init__(self, limit):
        self.limit, self.rung = limit, []

    def on_price(self, price):
        if price > self.limit:
            self.rung.append(price)


def test_price_alert():
    alert = Alert(10)
    BUS.on("price", alert.on_price)  # <- born
    BUS.emit("price", 11)
    assert alert.rung == [11]


def test_no_alert():
    alert = Alert(10)
    BUS.on("price", alert.on_price)
    BUS.remove_listener("price", alert.on_price)
    BUS.emit("price", 12)
    assert not alert.rung
