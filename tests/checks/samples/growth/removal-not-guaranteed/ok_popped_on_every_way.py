# Fine: whatever is appended is popped, on every way out, or is what somebody else takes from.
class Renderer:
    def __init__(self, stream):
        self._stream = stream
        self._open = []
        self._waiting = []
        self._undo = []
        self._chunks = []

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

    def fill(self, data):
        for start in range(0, len(data), 1024):
            self._chunks.append(data[start : start + 1024])
        if self._stream.at_end:
            self._left = len(self._chunks)
            return
        if len(self._chunks[-1]) < 1024:
            self._rest = self._chunks.pop()
