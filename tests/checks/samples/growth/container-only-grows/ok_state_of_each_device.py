# Unknown: the address is that of a device, of which there may be three or three thousand.
class GatewayService:
    def __init__(self):
        self._numbers = {}

    def on_message(self, message):
        self.acknowledge(message["address"], message["text"])

    def acknowledge(self, address, text):
        self._numbers[address] = (self._numbers.get(address, 0) + len(text)) % 256  # expect: WSH311 info
