# The threads use the connection itself: when that has ended, sending or receiving fails, and ends their loops.
import threading


async def pinged(connection):
    quiet = threading.Event()
    thread = threading.Thread(target=ping, args=(connection, quiet))
    thread.start()
    async for message in connection:
        print(message)
    quiet.set()


def ping(connection, quiet):
    while not quiet.wait(20):
        connection.ping()


def read_beside(sock, out):
    quiet = threading.Event()

    def read():
        while not quiet.is_set():
            out.write(sock.recv(4096))

    thread = threading.Thread(target=read)
    thread.start()
    while True:
        sock.sendall(out.readline())
        if out.closed:
            break
    quiet.set()


def counts_for_itself(sock):
    def count():
        left = 10
        while left:
            left -= 1
            print(left)

    thread = threading.Thread(target=count)
    thread.start()
    while data := sock.recv(4096):
        print(data)
    thread.join()
