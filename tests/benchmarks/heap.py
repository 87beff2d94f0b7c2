"""A program's worth of live objects, for measurements that must not depend on how many there are."""

from __future__ import annotations

import gc
from itertools import pairwise


class Node:
    """One of many objects of a program that has been running for a while."""

    __slots__ = ("number", "others")

    def __init__(self, number: int) -> None:
        self.number = number
        self.others: list[object] = []


def build(count: int) -> list[Node]:
    """About ``count`` objects that the garbage collector tracks, half nodes and half lists that link them."""
    was_on = gc.isenabled()
    gc.disable()
    nodes = [Node(number) for number in range(count // 2)]
    for before, after in pairwise(nodes):
        before.others.append(after)
    if was_on:
        gc.enable()
    gc.collect()
    return nodes
