# Fine: there are only as many buckets as kinds.
from collections import defaultdict


class LinkStore:
    def __init__(self):
        self._links = defaultdict(set)

    def add_link(self, link):
        self._links["slow" if link.slow else "fast"].add(link)

    def remove_link(self, link):
        self._links["slow"].discard(link)
        self._links["fast"].discard(link)
