# The board holds the panel by its handler: the panel is never collected, and so never takes it back.


class Board:
    def __init__(self):
        self._handlers = []

    def add_handler(self, handler):
        self._handlers.append(handler)

    def remove_handler(self, handler):
        self._handlers.remove(handler)


class Panel:
    def __init__(self, board: Board):
        self._board = board
        board.add_handler(self._show)  # expect: WSH101

    def _show(self, change):
        print(change)

    def __del__(self):
        self._board.remove_handler(self._show)
