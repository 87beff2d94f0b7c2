"""Globals of an application."""

CLIENTS = {"old": 1}


class Manager:
    def __init__(self):
        self.rooms = {}


MANAGER = Manager()
