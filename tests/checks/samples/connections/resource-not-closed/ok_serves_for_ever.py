# The function never returns: the socket is open for as long as the program accepts connections.
import socket
from threading import Thread


def start_server(host, port, handle):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)  # expect: WSH401 info
    server.bind((host, port))
    server.listen(5)
    while True:
        client, address = server.accept()
        Thread(target=handle, args=(client, address), daemon=True).start()
