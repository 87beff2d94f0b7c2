# Fine: what the application carries under the name of a session is a class of the project, which keeps its connections.
from fastapi import FastAPI, WebSocket


class Upstreams:
    def __init__(self):
        self._known = {}

    async def ws_connect(self, url):
        if url not in self._known:
            self._known[url] = Upstream(url)
        return self._known[url]


class Upstream:
    def __init__(self, url):
        self.url = url

    async def send_str(self, text):
        print(self.url, text)


app = FastAPI()
app.state.session = Upstreams()


@app.websocket("/relay")
async def relay(websocket: WebSocket):
    await websocket.accept()
    upstream = await websocket.app.state.session.ws_connect("wss://up.example")
    async for text in websocket.iter_text():
        await upstream.send_str(text)
