"""A plugin of ``plugged``, which a test is the first to import."""

import logging

from plugged import events, joined, log, on


@events.on("message")
@on("message")
@joined.connect
def second(*args):
    pass


log.addHandler(logging.NullHandler())
