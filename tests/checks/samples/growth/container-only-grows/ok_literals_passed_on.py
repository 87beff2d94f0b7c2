# Fine: the limits have a handful of names, which the callers write out; on their way they are passed on once.
class AdmissionService:
    def __init__(self, limits):
        self._limits = limits
        self.refused = {}

    def on_message(self, message):
        self._require("messages", len(message))
        self._require_one("user", message)

    def _require_one(self, kind, message):
        self._require(kind, message[kind])

    def _require(self, limit, used):
        if used > self._limits[limit]:
            self.refused[limit] = self.refused.get(limit, 0) + 1
            self.refused[f"last {limit}"] = used
