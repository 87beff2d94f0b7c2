# Fine: a socket whose peer has gone returns nothing, and nothing ends the loop.
def read(sock):
    while True:
        try:
            data = sock.recv(4096)
        except OSError:
            data = b""
        if not data:
            return
        print(data)
