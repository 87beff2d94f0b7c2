# Arms a timer, and returns what cancels it.


def later(loop, delay, action):
    def fire():
        print("now")
        action()

    handle = loop.call_later(delay, fire)

    def cancel():
        handle.cancel()

    return cancel
