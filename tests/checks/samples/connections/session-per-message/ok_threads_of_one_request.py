# Fine: the threads work for this one request, and end with it.
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()


@app.post("/thumbnails")
def thumbnails(pictures: list[str]):
    with ThreadPoolExecutor(max_workers=4) as executor:
        return list(executor.map(len, pictures))
