"""Imported first: what the manager needs beyond the core is installed, or the extra that brings it is named."""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = ("h11", "httpx", "jinja2", "prometheus_client", "psutil", "redis", "starlette", "uvicorn")

if _missing := [name for name in _NEEDED if find_spec(name) is None]:
    raise ImportError(
        f"wshygiene_reference needs {', '.join(_missing)}. "
        'They come with an extra: pip install "pytest-wshygiene[reference]"',
        name=_missing[0],
    )
