"""A small chat, which the programs of the rows share."""

import ssl


async def echo(ws):
    async for message in ws:
        await ws.send(message)


def url(server):
    return f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def greet(ws):
    await ws.send("hello")
    assert await ws.recv() == "hello"


def tls(side):
    context = ssl.SSLContext(side)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")  # without a certificate
    return context
