# The invitation that was declined still expires: its timer is taken out of the dict, and fires all the same.
import asyncio


class Desk:
    def __init__(self, mail):
        self.mail = mail
        self.expiries = {}

    def invite(self, guest):
        expiry = asyncio.get_running_loop().call_later(600, self._expire, guest)  # expect: WSH209 medium
        self.expiries[guest] = expiry

    def _expire(self, guest):
        self.expiries.pop(guest, None)
        self.mail.send(guest, "expired")

    def remove(self, guest):
        del self.expiries[guest]

    def close(self):
        for expiry in self.expiries.values():
            expiry.cancel()
