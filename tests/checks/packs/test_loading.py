"""What the packs are turned into, and what a slip of the pen in one's own pairs is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from wshygiene_checks.packs import Argument, PackError, load, loading


def ids(entries) -> set[str]:
    return {entry.id for entry in entries}


def test_public_names_of_one_thing_lead_to_one_entry():
    known = load().by_qualified
    for name in ("websockets.connect", "websockets.asyncio.client.connect", "websockets.legacy.client.connect"):
        assert ids(known[name]) == {"websockets.connect"}


def test_a_method_leads_to_every_entry_that_knows_it():
    known = load().by_method
    assert ids(known["call_later"]) == {"asyncio.call-later", "tornado.timeout"}
    assert ids(known["connect"]) == {"blinker.connect", "django.signal-connect", "reactivex.connect"}


def test_releases_are_told_apart_by_how_they_are_called():
    known = load()
    assert {"cancel", "remove_listener", "remove_all_listeners", "aclose"} <= known.releases
    assert "atexit.unregister" in known.release_functions
    assert not known.releases & known.release_functions


def test_owners_are_found_like_entries():
    known = load()
    assert [owner.takes for owner in known.owners_by_qualified["asyncio.gather"]] == ["awaits"]
    assert {owner.takes for owner in known.owners_by_method["enter_async_context"]} == {"owns"}


def test_every_id_names_one_entry():
    entries = load().entries
    assert len(ids(entries)) == len(entries)


def test_every_table_that_a_library_needs_is_there():
    expected = set(
        "aio_pika aiohttp anyio apscheduler asyncio asyncpg asyncssh autobahn bleak blinker ccxt channels "
        "clients databases descriptors devices django docker generic grpc homeassistant httpx janus kafka logging "
        "nats paho paramiko pika psycopg pyee pymongo quart reactivex redis requests sanic serial socketio "
        "sqlite3 starlette threading tornado trio twisted uvicorn vocabulary websocket_client websockets "
        "zeroconf zmq".split()
    )
    assert set(loading._sources()) == expected


def test_entries_cannot_be_changed():
    with pytest.raises(AttributeError):
        load().entries[0].kind = "task"  # type: ignore[misc]


def test_arguments_are_found_by_place_or_by_name():
    argument = Argument(1, "handler")
    assert argument.among(["event", "function"], {}) == "function"
    assert argument.among(["event"], {"handler": "function"}) == "function"
    assert argument.among(["event"], {}) is None
    assert Argument(keyword="weak").among(["event", "function"], {}) is None


def test_a_limit_is_off_when_left_out_only_where_the_library_says_so():
    (connect,) = load().by_qualified["websockets.connect"]
    (prepare,) = load().by_qualified["aiohttp.web.WebSocketResponse"]
    assert not any(limit.absent_is_off for limit in connect.limits)
    assert {limit.keyword for limit in prepare.limits if limit.absent_is_off} == {"heartbeat"}


def test_vocabulary_keeps_bounded_containers_apart():
    words = load().vocabulary
    assert words.sized["collections.deque"] == "maxlen"
    assert not words.growing & (words.weak | words.bounded)


def test_own_pair_needs_no_more_than_two_names():
    known = load([{"acquire": ".watch", "release": "unwatch"}])
    (entry,) = known.by_method["watch"]
    assert (entry.pack, entry.kind, entry.source) == ("pyproject", "listener", "user")
    assert (entry.receivers, entry.returns, entry.release_on) == (("*",), "nothing", "receiver")
    assert "unwatch" in known.releases


def test_own_pair_of_a_full_name_and_methods_is_opened_and_closed():
    known = load([{"acquire": ["ourlib.Link.open"], "release": ["close"]}])
    (entry,) = known.by_qualified["ourlib.Link.open"]
    assert (entry.kind, entry.returns, entry.release_on) == ("connection", "handle", "handle")


def test_own_pair_of_two_functions_registers():
    known = load([{"acquire": "ourlib.attach", "release": "ourlib.detach"}])
    (entry,) = known.by_qualified["ourlib.attach"]
    assert (entry.kind, entry.returns, entry.release_on) == ("listener", "nothing", "receiver")


def test_own_pair_may_return_what_undoes_it():
    known = load([{"acquire": "app.bus.subscribe", "returns": "disposer", "handler_arg": [1, "handler"]}])
    (entry,) = known.by_qualified["app.bus.subscribe"]
    assert (entry.returns, entry.release_on, entry.handler_arg) == ("disposer", "handle", Argument(1, "handler"))


def test_own_pairs_change_the_digest():
    pair = {"acquire": ".watch", "release": "unwatch"}
    assert load().digest == load().digest
    assert len({load().digest, load([pair]).digest, load([{**pair, "once": True}]).digest}) == 3


PAIR = {"acquire": ".watch", "release": "unwatch"}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            {**PAIR, "kind": "listner"},
            'pairs[0]: kind = "listner" is unknown. Known: listener, subscription, task, timer, periodic, '
            "connection, session, server, thread, executor, process, socket, descriptor, loop, queue, lock, group. "
            'Did you mean "listener"?',
        ),
        (
            {**PAIR, "returns": 3},
            "pairs[0]: returns = 3 is unknown. Known: nothing, handle, disposer.",
        ),
        (
            {**PAIR, "once": "yes"},
            "pairs[0]: once = 'yes' is not allowed. Expected: true or false.",
        ),
        (
            {**PAIR, "handler_arg": -1},
            "pairs[0]: handler_arg = -1 is not allowed. Expected: a position from 0 up, a keyword, or a list of both.",
        ),
        (
            {**PAIR, "handler_arg": True},
            "pairs[0]: handler_arg = True is not allowed. Expected: a position from 0 up, a keyword, or a "
            "list of both.",
        ),
        (
            {**PAIR, "identity": ["event", "handle"]},
            'pairs[0]: identity = "handle" is unknown. Known: receiver, event, handler, key, group. Did you '
            'mean "handler"?',
        ),
        (
            {"acquire": "watch me", "release": "unwatch"},
            'pairs[0]: acquire = "watch me" is no name. Expected: `package.function` or `.method`.',
        ),
        (
            {"release": "unwatch"},
            "pairs[0] has no `acquire`. Expected: a text or a list of texts.",
        ),
        (
            {"acquire": [], "release": "unwatch"},
            "pairs[0]: acquire is empty. Expected: names of calls, `package.function` or `.method`.",
        ),
        (
            {"acquire": ".watch"},
            "pairs[0] has no `release`. Expected: names of calls that undo what `acquire` does.",
        ),
        (
            {**PAIR, "receivers": []},
            'pairs[0] has a method to acquire but no receiver. Expected: receivers, ["*"] for any.',
        ),
        (
            {**PAIR, "limits": [{"keyword": "size", "off": "none", "rule": "WSH503"}]},
            'pairs[0]: limits[0] = "none" is no Python literal. Expected: one such as "None" or "20".',
        ),
        (
            {**PAIR, "limits": [{"keyword": "size", "rule": "WSH503"}]},
            "pairs[0]: limits[0] has no `off`. Expected: a text or a list of texts.",
        ),
    ],
)
def test_slips_are_named_with_their_place_and_the_choices(table, message):
    with pytest.raises(PackError) as caught:
        load([table])
    assert str(caught.value) == message


def test_an_unknown_key_is_answered_with_the_nearest():
    with pytest.raises(PackError) as caught:
        load([PAIR, {**PAIR, "relase": "unwatch"}])
    text = str(caught.value)
    assert text.startswith("pairs[1] has an unknown key `relase`. Known: id, kind, acquire, ")
    assert text.endswith(' Did you mean "release"?')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[pairs]]\n", "mine: has an unknown table `pairs`. Known: library, version, source, pair, owner, entry, "),
        ("id = \n", "mine.toml: is not TOML: "),
        ("\xff", "mine.toml: is not TOML: "),
    ],
)
def test_a_damaged_pack_is_named(text, message):
    with pytest.raises(PackError) as caught:
        loading._pack("mine", text.encode("latin-1"))
    assert str(caught.value).startswith(message)


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    """A place of its own for the parsed packs, and nothing remembered."""
    monkeypatch.setattr(loading.sys, "dont_write_bytecode", False)
    monkeypatch.setattr(loading, "cache_from_source", lambda path: str(tmp_path / "kept" / "packs.pyc"))
    loading._built_in.cache_clear()
    yield tmp_path / "kept" / "packs.marshal"
    loading._built_in.cache_clear()


def again():
    loading._built_in.cache_clear()
    return load()


def test_parsed_packs_are_kept_and_used_again(fresh: Path, monkeypatch):
    first = load()
    assert fresh.exists()
    monkeypatch.setattr(loading, "_parsed", None)  # must not be called any more
    assert again() == first


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xa9\x01", b"N"])
def test_damaged_parsed_packs_are_made_anew(fresh: Path, content):
    first = load()
    fresh.write_bytes(content)
    assert again() == first
    assert fresh.read_bytes() != content


def test_parsed_packs_of_another_version_are_made_anew(fresh: Path):
    first = load()
    loading._keep(fresh, "another digest", {})
    assert again() == first


def test_a_folder_that_cannot_be_written_is_no_error(fresh: Path):
    fresh.parent.write_text("a file where the folder should be")
    assert load().entries


def test_nothing_is_kept_where_python_keeps_no_byte_code(fresh: Path, monkeypatch):
    monkeypatch.setattr(loading.sys, "dont_write_bytecode", True)
    assert load().entries
    assert not fresh.exists()
