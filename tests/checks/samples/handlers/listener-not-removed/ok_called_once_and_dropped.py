# Fine: what waits is called at the next frame, and leaves the list.
class Screen:
    def __init__(self):
        self._next = []

    def after_frame(self, function):
        self._next.append(function)

    def draw(self):
        waiting, self._next = self._next, []
        for function in waiting:
            function()


class Widget:
    def __init__(self, screen: Screen):
        self._screen = screen

    def mount(self):
        self._screen.after_frame(self._show)

    def _show(self):
        self.visible = True

    def dispose(self):
        self.visible = False
