# Fine: there are as many commands as the protocol has, however many messages come.
import warnings

_warned = {}


def on_message(message):
    if not _warned.get(message.command):
        _warned[message.command] = True
        warnings.warn(f"{message.command} will go", stacklevel=2)
