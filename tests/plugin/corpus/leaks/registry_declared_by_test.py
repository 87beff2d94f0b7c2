# leak: registry | test_open_orders | ORDERS | 0 -> 2
"""The test itself asks for the container to be watched."""

ORDERS = {}


def place(number):
    ORDERS[number] = "open"  # <- born


def test_open_orders(wshygiene):
    wshygiene.watch("ORDERS", ORDERS)
    place(1)
    place(2)
    assert len(ORDERS) == 2
