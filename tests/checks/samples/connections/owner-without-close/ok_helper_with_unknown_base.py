# Fine: a base of the helper that stands outside the project may close what the helper is given.
import aiohttp
from vendor import Closing


class Firmware(Closing):
    def __init__(self, session, host):
        self._session = session
        self._host = host


class Device:
    def __init__(self, host):
        self._session = aiohttp.ClientSession()
        self._firmware = Firmware(self._session, host)
