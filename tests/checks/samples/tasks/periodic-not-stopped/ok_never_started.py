# Fine: made here, and started by whoever asks for it.
from twisted.internet.task import LoopingCall


def sweeper(store):
    return LoopingCall(store.sweep)
