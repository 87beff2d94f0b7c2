# leak: descriptor | test_nothing_is_ready | eventpoll | Poller.made[0].epoll.close()`
"""A poller of the program's own that is no selector, never closed; its class is an attribute of another one."""

import select


class Poller:
    made = []
    polls_with = select.epoll

    def __init__(self):
        self.epoll = self.polls_with()  # <- born
        self.made.append(self)

    def ready(self) -> list | select.epoll:
        return self.epoll.poll(0)


def test_nothing_is_ready():
    assert Poller().ready() == []
    assert isinstance(Poller.made[0].epoll, select.epoll)
