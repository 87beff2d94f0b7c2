# There are as many buckets as types of messages, whoever listens to them.
class Connection:
    def __init__(self):
        self._answers = {}

    def expect(self, message_types, answer):
        for message_type in message_types:
            self._answers.setdefault(message_type, set()).add(answer)

    def forget(self, message_types, answer):
        for message_type in message_types:
            self._answers[message_type].discard(answer)
