# Fine: what is removed is the message of a view, and the view goes on without it.
class ViewStore:
    def __init__(self):
        self._views = {}
        self._by_message = {}

    def add_view(self, message_id, view):
        self._views[message_id] = view
        self._by_message[message_id] = view

    def remove_view(self, message_id):
        self._views.pop(message_id, None)
        self._by_message.pop(message_id, None)

    def remove_message_tracking(self, message_id):
        self._by_message.pop(message_id, None)
