# leak: server | test_port_is_free | listening
"""A device driver's control port: a bare listening socket, kept by the driver."""

import socket


class Driver:
    instances = []

    def __init__(self):
        self.control = socket.create_server(("127.0.0.1", 0))  # <- born
        Driver.instances.append(self)

    def unplug(self):
        Driver.instances.remove(self)


def test_port_is_free():
    driver = Driver()
    with socket.create_connection(driver.control.getsockname()):
        peer, _ = driver.control.accept()
        peer.close()
