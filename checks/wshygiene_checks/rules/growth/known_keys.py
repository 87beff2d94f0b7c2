"""Signs that a mapping has only so many keys, although they come with messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wshygiene_checks.facts import Value
from wshygiene_checks.rules.growth.growth import Growth

# Words at the end of a name that say that each thing has another: not so of a device, a setting or a direction.
_NUMBERS = frozenset("id ids uid uuid guid nonce token digest hash seq checksum fingerprint".split())
_NUMBERED = frozenset("message msg request packet frame job task transaction future".split())  # the thing itself
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_WRITES_OUT = frozenset("json.dumps json.dump orjson.dumps ujson.dumps ujson.dump pickle.dumps pickle.dump".split())


def may_know_its_keys(growth: Growth) -> bool:
    """Whether the code that adds to a mapping treats it as one of a few known entries: a sign, and no proof."""
    return growth.container.sort == "dict" and (_is_written_out(growth) or _is_looked_up_first(growth))


def is_numbered(growth: Growth) -> bool:
    """Whether the name of the key says that there is a new one each time, or nobody can know it before."""
    key = growth.addition.key
    if growth.origin == "fresh" or growth.container.sort == "list" or key is None or _last_word(key.path) in _NUMBERED:
        return True
    return any(_last_word(name) in _NUMBERS for name in _all_names(growth, key))


def _all_names(growth: Growth, key: Value) -> Iterator[str]:
    """The names that a key is made of; those of a local, as it was put together."""
    yield from (key.path, *key.names)
    for store in growth.addition.unit.function.stores:
        if store.path in key.names and store.kind == "set":
            yield from (store.value.path, *store.value.names)


def _last_word(name: str) -> str:
    words = _WORD.findall("" if name.endswith("[]") else name.rstrip("{}()").rpartition(".")[2])
    return words[-1].lower() if words else ""


def _is_written_out(growth: Growth) -> bool:
    """Whether what adds an entry writes all of them out as one text: who does that expects a few, as a state has."""
    container, added_in = growth.container, growth.addition.unit.name
    written = (did for did in container.place.handed if did.unit.name == added_in and not did.part)
    return any(did.what.path in _WRITES_OUT for did in written)


def _is_looked_up_first(growth: Growth) -> bool:
    """Whether the key is first looked up in another mapping, by brackets: it is one of those that are in there.

    What is looked up to be called is a table of handlers, and its key another part of the same message.
    """
    unit, key = growth.addition.unit, growth.addition.key
    if key is None or not key.path:
        return False
    called = {call.path for call in unit.function.calls}
    return any(
        value.kind == "element"
        and value.call < 0
        and not value.path.startswith(("%", growth.container.path))
        and value.path not in called
        and key.path in value.names
        for value in _on_the_way(growth)
    )


def _on_the_way(growth: Growth) -> Iterator[Value]:
    """What is passed on or stored before the entry is added, wherever that is."""
    unit, what = growth.addition.unit, growth.addition.what
    blocks = unit.function.blocks
    around, index = {0}, what.block
    while index > 0:
        around.add(index)
        index = blocks[index].parent
    for call in unit.function.calls:
        if call.order < what.order and call.block in around:
            yield from call.args
    for store in unit.function.stores:
        if store.order < what.order and store.block in around:
            yield store.value
