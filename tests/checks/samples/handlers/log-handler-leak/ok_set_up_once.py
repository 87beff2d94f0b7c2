# The program sets its log up once; and a second call finds the handler that is there.
import logging


def set_up(level):
    handler = logging.StreamHandler()
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(level)


class Service:
    def __init__(self):
        self.log = logging.getLogger("service")
        if not self.log.handlers:
            self.log.addHandler(logging.StreamHandler())

    def close(self):
        self.log.info("closed")
