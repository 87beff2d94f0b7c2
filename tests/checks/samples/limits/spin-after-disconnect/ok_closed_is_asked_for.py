# Fine: the loop asks in each round whether the connection is still open.
async def reader(ws):
    while not ws.closed:
        try:
            print(await ws.receive_str())
        except Exception as error:
            print("ignored", error)


async def other_reader(ws):
    while True:
        if ws.closed:
            return
        try:
            print(await ws.receive_str())
        except Exception as error:
            print("ignored", error)
