"""An application that registers handlers where it is imported."""

import logging
import logging.config

import blinker
import pyee.asyncio

events = pyee.EventEmitter()
joined = blinker.signal("joined")
handlers = {}


def on(name):
    def add(function):
        handlers.setdefault(name, []).append(function)
        return function

    return add


@events.on("message")
@on("message")
@joined.connect
def first(*args):
    pass


log = logging.getLogger("plugged")
log.addHandler(logging.NullHandler())
