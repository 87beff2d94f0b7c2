# What looks for services on it does not close it.
import time

from zeroconf import ServiceBrowser, Zeroconf


def find_services(kind, listener):
    zeroconf = Zeroconf()  # expect: WSH408 medium
    ServiceBrowser(zeroconf, kind, listener)
    time.sleep(3)
    return listener.found
