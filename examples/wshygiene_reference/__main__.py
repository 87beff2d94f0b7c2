"""``python -m wshygiene_reference``: the manager on its own, with every limit as an option."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
import tomllib
from collections.abc import Callable
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from wshygiene_reference.config import ConfigError, ManagerConfig, OverflowPolicy
from wshygiene_reference.demo import run_demo
from wshygiene_reference.server import WebSocketManager
from wshygiene_reference.signals import GracefulShutdown
from wshygiene_reference.tokens import TokenFile

PRESETS: dict[str, Callable[..., ManagerConfig]] = {
    "default": lambda **changes: ManagerConfig.from_mapping(changes),
    "high-traffic": ManagerConfig.high_traffic,
    "low-traffic": ManagerConfig.low_traffic,
}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class _Limit(click.ParamType[Any]):
    """A number, or ``none`` for a limit that may be switched off."""

    def __init__(self, setting: Field[Any]) -> None:
        self.name = setting.metadata["unit"]
        self._setting = setting

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> object:
        if self._setting.metadata["optional"] and value == "none":
            return "none"
        try:
            return int(value) if self._setting.type == "int" else float(value)
        except ValueError:
            self.fail(f"{value!r} is not a number of {self.name}.", param, ctx)


def _option(setting: Field[Any]) -> click.Option:
    default = (
        "none" if setting.default is None else f"{setting.default:g}" if setting.type != "OverflowPolicy" else None
    )
    kind = click.Choice([policy.value for policy in OverflowPolicy]) if default is None else _Limit(setting)
    shown = f"{setting.metadata['help']} [default: {default or setting.default} {setting.metadata['unit']}]"
    return click.Option([f"--{setting.name.replace('_', '-')}"], type=kind, help=shown.replace(" ]", "]"))


def _configuration(preset: str, file: Path | None, given: dict[str, Any]) -> ManagerConfig:
    """Options before the file, the file before the preset. Raises ``ConfigError``."""
    values: dict[str, Any] = {}
    if file is not None:
        try:
            values = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigError(f"{file} cannot be read: {error}") from None
    values |= {name: None if value == "none" else value for name, value in given.items() if value is not None}
    return PRESETS[preset](**values)


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise ConfigError(f"{certificate} cannot be used as a certificate: {error}") from None
    return context


async def _run(manager: WebSocketManager, host: str, port: int, tls: ssl.SSLContext | None, demo: bool) -> int:
    """Serve until a signal comes or the server has been up for long enough; the exit code."""
    async with manager:
        shutdown = GracefulShutdown(manager)
        try:
            await manager.start(host, port, ssl=tls)
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else str(error)
            raise click.ClickException(f"cannot listen on {host}:{port}: {why}") from None
        click.echo(f"listening on {'wss' if tls else 'ws'}://{host}:{manager.port}/ (stop with Ctrl-C)")
        with shutdown.listening():
            if demo:
                manager.background.once("demo", run_demo(manager, click.echo))
            await shutdown.wait(manager.config.max_uptime)
            report = await manager.shutdown()
        click.echo(f"closed {report.closed}, cut off {report.aborted}, left {report.leaked} in {report.seconds:.1f} s")
    return 1 if report.leaked else 0


@click.command(
    context_settings={"auto_envvar_prefix": "WSHYGIENE_REFERENCE", "max_content_width": 120},
    params=[_option(setting) for setting in fields(ManagerConfig)],
)
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="port; 0 picks one")
@click.option("--preset", default="default", show_default=True, type=click.Choice(list(PRESETS)), help="defaults")
@click.option("--config", "file", type=FILE, help="TOML file of settings, spelled as the options with underscores")
@click.option("--tokens", type=FILE, help="TOML file of users and their tokens; without it everybody is let in")
@click.option("--origin", "origins", multiple=True, help="origin that browsers may come from; by default our own host")
@click.option("--tls-certificate", type=FILE, help="certificate chain in PEM; turns TLS on")
@click.option("--tls-key", type=FILE, help="its private key, unless it is in the same file")
@click.option("--demo", is_flag=True, help="connect a few clients that talk to each other")
@click.option("--log-level", default="warning", show_default=True, type=click.Choice(["debug", "info", "warning"]))
def main(
    host: str,
    port: int,
    preset: str,
    file: Path | None,
    tokens: Path | None,
    origins: tuple[str, ...],
    tls_certificate: Path | None,
    tls_key: Path | None,
    demo: bool,
    log_level: str,
    **given: Any,
) -> None:
    """Serve WebSocket clients until SIGINT or SIGTERM; a second signal waits for nobody.

    Every option can be given as an environment variable too, such as WSHYGIENE_REFERENCE_MAX_CONNECTIONS.
    """
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        config = _configuration(preset, file, given)
        authenticate = TokenFile.read(tokens) if tokens is not None else None
        tls = _tls(tls_certificate, tls_key)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    manager = WebSocketManager(config, authenticate=authenticate, origins=origins or None)
    raise SystemExit(asyncio.run(_run(manager, host, port, tls, demo)))


if __name__ == "__main__":
    main(prog_name="python -m wshygiene_reference")
