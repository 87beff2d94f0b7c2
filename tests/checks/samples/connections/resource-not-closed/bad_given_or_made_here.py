# Leaks: what the caller gave is the caller's to close; what is made in its place is nobody's.
import httpx


async def page(address, client=None):
    client = client or httpx.AsyncClient()  # expect: WSH401
    answer = await client.get(address)
    return answer.text


async def links(address):
    client = httpx.AsyncClient()  # expect: WSH401
    answer = await client.get(address)
    return [part.split('"')[0] for part in answer.text.split('href="')[1:]]


async def titles(address):
    client = httpx.AsyncClient()  # expect: WSH401
    answer = await client.get(address)
    found = []
    for part in answer.text.split("<h1>")[1:]:
        found.append(part.split("</h1>")[0])
    return found
