# The browser that is kept, or returned, has it, and it is closed through that.
from zeroconf import ServiceBrowser, Zeroconf


class Search:
    def start(self, kind, listener):
        zeroconf = Zeroconf()
        self.browser = ServiceBrowser(zeroconf, kind, listener)

    def stop(self):
        self.browser.cancel()
        self.browser.zc.close()


def search(kind, listener):
    zeroconf = Zeroconf()
    browser = ServiceBrowser(zeroconf, kind, listener)
    return browser
