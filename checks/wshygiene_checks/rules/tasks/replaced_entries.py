"""Entries of a container that a method replaces under a key that comes again: ``self._timers[user] = ...``."""

from __future__ import annotations

import re

from wshygiene_checks.facts import Store
from wshygiene_checks.project import Obligation, Project, Unit, root_of

_LOOPS = ("for", "async for", "while", "comprehension")
# Methods by which a caller replaces what is there under a key, and those that are called for each event, but for the
# first one: a user who joins has not been there before.
_SETS = re.compile(r"_*(?:async_)?(?:set|put|store|save|touch|refresh|renew|extend|__setitem__)(?:_|$)")
_HEARS = re.compile(r"_*(?:async_)?on_(?!.*(?:connect|open|join|enter|start|creat|new|add|login|register))")
# Those by whose name a timer is put off, or begins anew, for whoever asks again.
_PUTS_OFF = re.compile(r"_*(?:async_)?(?:schedule|delay|arm|rearm|debounce|remind|postpone|defer)(?:_|$)")
# Keys of these names are of one event each, unless they also say whom it is about.
_ONCE = frozenset("id seq sequence serial number nonce token tag uuid guid mid xid tid handle".split())
_LASTING = frozenset("user device room channel topic account player member chat guild host node agent symbol".split())


def replaces_entry(project: Project, obligation: Obligation) -> bool:
    """Whether the call puts a handle under a key that a parameter gives, and which comes more than once.

    That some other method ends single entries by their key says that they are meant to be ended.
    """
    unit = obligation.unit
    store = _store_of(obligation)
    if store is None or store.key is None or store.key.kind != "path":
        return False
    key = store.key.path.lstrip("%")
    if key not in {parameter.name for parameter in unit.function.params}:
        return False
    if key in project.knowledge.vocabulary.connection_params:
        return False  # a new connection is a new key
    again = _comes_again(unit, store, key) or (_is_timer(obligation) and _is_put_off(unit, key))
    return again and any(
        did.unit.name != unit.name and not did.unit.is_within(did.what.block, *_LOOPS) for did in obligation.releases
    )


def _store_of(obligation: Obligation) -> Store | None:
    order, root = obligation.call.order, obligation.root
    stores = obligation.unit.function.stores
    return next((each for each in stores if each.value.call == order and root_of(each.path)[0] == root), None)


def _is_timer(obligation: Obligation) -> bool:
    return obligation.acquisition.entry.kind == "timer"


def _is_put_off(unit: Unit, key: str) -> bool:
    return bool(_PUTS_OFF.match(unit.function.name)) and _lasts(key)


def _comes_again(unit: Unit, store: Store, key: str) -> bool:
    name = unit.function.name
    if _SETS.match(name):
        return _sets_a_value(unit, store)
    return bool(_HEARS.match(name)) and _lasts(key)


def _lasts(key: str) -> bool:
    """Whether a key of this name may come more than once."""
    words = set(key.lower().split("_"))
    return words.isdisjoint(_ONCE) or not words.isdisjoint(_LASTING)


def _sets_a_value(unit: Unit, store: Store) -> bool:
    """Whether the method also keeps, under the same key, what its caller gave it to keep."""
    given = {f"%{parameter.name}" for parameter in unit.function.params}
    return any(
        each is not store
        and each.key is not None
        and store.key is not None
        and each.key.path == store.key.path
        and each.value.path in given
        for each in unit.function.stores
    )
