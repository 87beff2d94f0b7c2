# What accepts here are offers: a class of the project, with a method of that name, and something that gives one thing.
class Offers:
    def accept(self):
        return 12, "euro"


def price(offers: Offers):
    amount, currency = offers.accept()
    return f"{amount} {currency}"


def reply(websocket, text):
    answer = websocket.accept(text)
    answer.send(b"hello")
