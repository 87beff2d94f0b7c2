"""Scripts and styles, read once and served from memory: no request ever names a file."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

#: Where each of them is, below ``static``. Versions and licences of those in ``vendor`` are in vendor/README.md.
PATHS = (
    "dashboard.css",
    "dashboard.js",
    "vendor/htmx-4.0.1.min.js",
    "vendor/hx-sse-4.0.1.min.js",
    "vendor/uPlot-1.6.32.iife.min.js",
    "vendor/uPlot-1.6.32.min.css",
)
TYPES = {"css": "text/css", "js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file, and a tag that changes with its content."""

    body: bytes
    media_type: str
    tag: str


class Assets:
    """All files by their names."""

    def __init__(self) -> None:
        folder = files(__package__) / "static"
        self._assets = {path.rpartition("/")[2]: _asset((folder / path).read_bytes(), path) for path in PATHS}

    def address(self, name: str) -> str:
        """The address of a file, relative to the pages; it changes with the content."""
        return f"asset/{name}?{self._assets[name].tag}"

    def answer(self, request: Request) -> Response:
        """Answer with the file that the path names."""
        asset = self._assets.get(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        tag = f'"{asset.tag}"'
        headers = {"ETag": tag, "Cache-Control": "public, max-age=86400"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(asset.body, media_type=asset.media_type, headers=headers)


def _asset(body: bytes, path: str) -> Asset:
    return Asset(body, TYPES[path.rpartition(".")[2]], sha256(body).hexdigest()[:12])
