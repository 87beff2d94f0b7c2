# Fine: whatever is appended is popped, on every way out, or is a queue that somebody else takes from.
class Renderer:
    def __init__(self, stream):
        self._stream = stream
        self._open = []
        self._waiting = []
        self._undo = []

    def visit(self, node):
        self._open.append(node)
        try:
            if node.is_empty:
                return None
            return self._stream.write(node.text)
        finally:
            self._open.pop()

    def visit_list(self, node):
        self._open.append(node)
        if not node.items:
            self._open.pop()
            return None
        found = [self.visit(item) for item in node.items]
        self._open.pop()
        return found

    def put(self, item):
        self._waiting.append(item)
        if self._stream.is_closed:
            return None
        return self._waiting.pop()

    def take(self):
        return self._waiting.pop(0) if self._waiting else None

    def change(self, step):
        self._undo.append(step)
        if len(self._undo) > 100:
            self._undo.pop(0)
        return step.run()
