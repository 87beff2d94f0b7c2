"""Every limit has a default, a unit and a range; a value that is wrong is named with what would be right."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wshygiene_reference import ConfigError, ManagerConfig, OverflowPolicy
from wshygiene_reference.__main__ import main
from wshygiene_reference.tokens import TokenFile


def test_the_defaults_are_those_that_are_promised() -> None:
    config = ManagerConfig()
    assert (config.max_connections, config.max_rooms_per_connection) == (10_000, 100)
    assert (config.max_connections_per_session, config.max_lifetime) == (5, 300)
    assert (config.heartbeat_interval, config.stale_after, config.sweep_interval) == (30, 120, 30)
    assert (config.cache_size, config.typing_timeout, config.memory_interval) == (1000, 5, 60)
    assert (config.growth_alert_mb_h, config.connections_alert, config.errors_alert) == (50, 1000, 10)
    assert (config.memory_alert_percent, config.typing_alert, config.room_ratio_alert) == (90, 100, 2)


def test_the_presets() -> None:
    high, low = ManagerConfig.high_traffic(), ManagerConfig.low_traffic(cache_size=7)
    assert (high.max_connections_per_session, high.max_lifetime) == (3, 120)
    assert (high.heartbeat_interval, high.sweep_interval) == (15, 15)
    assert (low.max_connections_per_session, low.max_lifetime) == (10, 600)
    assert (low.heartbeat_interval, low.sweep_interval) == (60, 60)
    assert low.cache_size == 7


def test_every_setting_has_a_unit_and_says_what_it_is() -> None:
    for setting in fields(ManagerConfig):
        assert setting.metadata["help"], setting.name
        assert setting.metadata["unit"] or setting.name == "outbox_policy"


def test_a_configuration_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        ManagerConfig().cache_size = 1  # type: ignore[misc]
    assert ManagerConfig().changed(cache_size=1).cache_size == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"max_connectoins": 1}, "`max_connectoins` is not a setting. Did you mean `max_connections`?"),
        ({"max_connections": 0}, "max_connections = 0 is out of range: at least 1 connections."),
        ({"max_connections": 1.5}, "max_connections = 1.5 is not a whole number of connections."),
        ({"heartbeat_interval": "30"}, "heartbeat_interval = '30' is not a number of s."),
        ({"heartbeat_interval": None}, "heartbeat_interval = None is not a number of s."),
        ({"heartbeat_interval": float("nan")}, "heartbeat_interval = nan is out of range: at least 0.01 s."),
        ({"max_connections": True}, "max_connections = True is not a whole number of connections."),
        (
            {"outbox_policy": "drop"},
            "outbox_policy = 'drop' is none of: drop-oldest, drop-newest, conflate, close.",
        ),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        ManagerConfig.from_mapping(values)


def test_limits_that_may_be_off() -> None:
    assert ManagerConfig(max_lifetime=None, stale_after=None).max_lifetime is None
    assert ManagerConfig.from_mapping({"outbox_policy": "conflate"}).outbox_policy == OverflowPolicy.CONFLATE


def test_help_explains_every_limit_with_its_unit() -> None:
    text = " ".join(CliRunner().invoke(main, ["--help"], terminal_width=200).output.split())
    for setting in fields(ManagerConfig):
        assert f"--{setting.name.replace('_', '-')} " in text
        assert setting.metadata["help"] in text
        assert f"{setting.metadata['unit']}]" in text
    assert "[default: 1048576 bytes]" in text


def test_help_begins_with_what_a_newcomer_needs() -> None:
    text = CliRunner().invoke(main, ["--help"], terminal_width=200).output
    parts = ["Options:", "--host ", "--port ", "--demo ", "Limits and times:", "--max-rooms ", "Beside the manager:"]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--max-rooms", "0"], "max_rooms = 0 is out of range: at least 1 rooms."),
        (["--max-rooms", "many"], "'many' is not a number of rooms."),
        (["--outbox-policy", "drop"], "'drop' is not one of 'drop-oldest', 'drop-newest', 'conflate', 'close'."),
        (["--config", "nowhere.toml"], "File 'nowhere.toml' does not exist."),
        (["--preset", "none"], "'none' is not one of 'default', 'high-traffic', 'low-traffic'."),
        (["--config", "broken.toml"], "broken.toml cannot be read: "),
        (["--config", "unknown.toml"], "unknown.toml: `max_rom` is not a setting. Did you mean `max_rooms`?"),
        (["--config", "beside.toml"], "beside.toml: `admin_prot` is not a setting. Did you mean `admin_port`?"),
        (["--config", "section.toml"], "section.toml: `limits` is not a setting. `--help` lists them."),
        (["--config", "port.toml"], "Invalid value for '--port': '80.5' is not a valid integer range."),
        (["--config", "type.toml"], "type.toml: max_rooms = 'many' is not a whole number of rooms."),
        (["--config", "range.toml"], "range.toml: max_rooms = 0 is out of range: at least 1 rooms."),
        (["--origin", "example.org"], "'example.org' is no origin. It looks like https://example.org, without a path."),
        (["--config", "origin.toml"], "'https://a.b/c' is no origin."),
        (["--tokens", "short.toml"], "short.toml: users.ada needs a `token` of at least 16 characters."),
        (["--tls-certificate", "broken.toml"], "broken.toml cannot be used as a certificate: "),
        (["--tls-certificate", "broken.toml"], "It takes the chain in PEM, and its private key"),
        (["--tls-key", "short.toml"], "--tls-key short.toml alone turns nothing on: --tls-certificate is missing."),
        (["--demo", "--tokens", "short.toml"], "--demo goes with neither --tokens nor --tls-certificate"),
    ],
)
def test_a_wrong_option_is_one_error_and_exit_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken.toml").write_text("=")
    Path("unknown.toml").write_text("max_rom = 1")
    Path("beside.toml").write_text("admin_prot = 1")
    Path("section.toml").write_text("[limits]\nmax_rooms = 1")
    Path("port.toml").write_text("port = 80.5")
    Path("range.toml").write_text("max_rooms = 0")
    Path("origin.toml").write_text('origin = "https://a.b/c"')
    Path("type.toml").write_text('max_rooms = "many"')
    Path("short.toml").write_text('[users.ada]\ntoken = "short"')
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_a_variable_that_sets_nothing_is_an_error_and_not_overlooked() -> None:
    result = CliRunner().invoke(main, [], env={"WSHYGIENE_REFERENCE_MAX_ROM": "1"})
    assert result.exit_code == 2
    said = (
        "WSHYGIENE_REFERENCE_MAX_ROM in the environment is not a setting. Did you mean WSHYGIENE_REFERENCE_MAX_ROOMS?"
    )
    assert said in result.output.replace("`", "")


GOOD = 'token = "long-enough-a-token"'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no user: each is a table [users.NAME] with a `token`."),
        ("users = 3", "users = 3 is not a table."),
        (f"[user.ada]\n{GOOD}", "`user` means nothing here. Did you mean `users`?"),
        (f"[users]\nada = {GOOD[8:]}", "users.ada needs a `token` of at least 16 characters."),
        (f'[users.ada]\n{GOOD}\nroles = "admin"', "users.ada.roles = 'admin' is not a list."),
        (f"[users.ada]\n{GOOD}\nroles = [7]", "users.ada.roles = [7] has 7, which is not text."),
        (f"[users.ada]\n{GOOD}\ncrew = 7", "users.ada.crew = 7 is not text."),
        (f"[users.ada]\n{GOOD}\nrole = []", "`users.ada.role` means nothing here. Did you mean `roles`?"),
        (f"[users.ada]\n{GOOD}\n[users.bob]\n{GOOD}", "two users have the same token"),
        ("=", "cannot be read: Invalid"),
    ],
)
def test_a_file_of_tokens_is_read_with_care(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "tokens.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=re.escape(said)):
        TokenFile.read(file)
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read: No such file or directory\."):
        TokenFile.read(tmp_path / "nowhere.toml")
