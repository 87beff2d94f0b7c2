"""Words by which names tell what takes a handler on, and what takes it off again; for both halves."""

from __future__ import annotations

from collections.abc import Mapping

#: What names a method that takes a handler, and what names the one that gives it back.
REGISTERING: Mapping[str, tuple[str, ...]] = {
    "add": ("remove", "delete", "del", "discard", "rm"),
    "append": ("remove",),
    "attach": ("detach",),
    "bind": ("unbind",),
    "connect": ("disconnect",),
    "hook": ("unhook",),
    "listen": ("unlisten",),
    "observe": ("unobserve",),
    "on": ("off", "remove_listener", "removeListener"),
    "register": ("unregister", "deregister"),
    "subscribe": ("unsubscribe",),
    "watch": ("unwatch",),
}
