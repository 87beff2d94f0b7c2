# Fine: the `return` stands in the other branch, in which nothing was opened.
import socket


def tell(address, text, wanted):
    if wanted:
        link = socket.create_connection(address)
    else:
        return False
    with link:
        link.sendall(text)
    return True


def tell_slowly(address, text, kind):
    match kind:
        case "slow":
            link = socket.create_connection(address, 60)
        case _:
            return None
    link.sendall(text)
    link.close()
