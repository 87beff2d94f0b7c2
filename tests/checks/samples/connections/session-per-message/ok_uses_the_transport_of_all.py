# Fine: the connections belong to the transport, which is one for all requests; a client that is not closed loses none.
import httpx
from fastapi import FastAPI

app = FastAPI()
TRANSPORT = httpx.AsyncHTTPTransport()


@app.get("/price")
async def price():
    client = httpx.AsyncClient(transport=TRANSPORT)  # expect: WSH401 medium
    request = client.build_request("GET", "https://example.org/price")
    return (await client.send(request)).json()
