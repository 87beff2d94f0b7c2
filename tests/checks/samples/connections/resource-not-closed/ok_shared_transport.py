# Not sure: the client has nothing of its own, and closing it would close the transport that all requests share.
import httpx

_transport = httpx.AsyncHTTPTransport()


async def fetch(url):
    client = httpx.AsyncClient(transport=_transport)  # expect: WSH401 medium
    answer = await client.get(url)
    return answer.text
