# The transport was made for this client alone, and only the client can close it.
import httpx


async def fetch(url):
    client = httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=3))  # expect: WSH401
    answer = await client.get(url)
    return answer.text
