# Fine: the kernel asks the peer, as the options of the socket may say; nobody can tell from here.
import socket

import websocket

KEEP_ALIVE = ((socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),)


def follow(url):
    app = websocket.WebSocketApp(url, on_message=print)
    app.run_forever(sockopt=KEEP_ALIVE)
