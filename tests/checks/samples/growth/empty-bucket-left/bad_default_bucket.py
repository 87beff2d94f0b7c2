# Leaks: each node that once had a link keeps an empty set.
from collections import defaultdict


class LinkStore:
    def __init__(self):
        self._links = defaultdict(set)

    def add_link(self, node_id, link):
        self._links[node_id].add(link)  # expect: WSH309 info

    def remove_link(self, node_id, link):
        self._links[node_id].discard(link)
