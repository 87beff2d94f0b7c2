# The function serves for as long as the process lives.
from http.server import BaseHTTPRequestHandler, HTTPServer


def serve(port):
    server = HTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler)
    server.serve_forever()
