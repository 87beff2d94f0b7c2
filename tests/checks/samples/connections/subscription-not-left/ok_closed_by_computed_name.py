# `close` ends every client of the object by its name.


class Channel:
    def __init__(self, pubsub) -> None:
        self.pubsub = pubsub

    def follow(self, names) -> None:
        self.pubsub.psubscribe(names)

    def close(self) -> None:
        for name in ("pubsub",):
            self.__dict__[name].connection.disconnect()
