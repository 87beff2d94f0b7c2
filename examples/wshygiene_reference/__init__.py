"""The place of the reference WebSocket manager: server, client, admin API and dashboard that leak nothing.

Nothing of it is here yet. Importing the package so far does one thing: it checks that what the manager is going to
need is installed, and names the extra that brings it when it is not.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = ("jinja2", "prometheus_client", "psutil", "redis", "starlette", "uvicorn")

if _missing := [name for name in _NEEDED if find_spec(name) is None]:
    raise ImportError(
        f"wshygiene_reference needs {', '.join(_missing)}. "
        'They come with an extra: pip install "pytest-wshygiene[reference]"',
        name=_missing[0],
    )
