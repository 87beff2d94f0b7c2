# Fine: the root logger keeps the handler that the function makes, and returns besides.
import logging


def configure(path):
    handler = logging.FileHandler(path)
    logging.getLogger().addHandler(handler)
    return handler


class Program:
    def start(self, path):
        handler = configure(path)
        print(handler.baseFilename)
