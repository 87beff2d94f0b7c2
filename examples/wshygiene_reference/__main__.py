"""``python -m wshygiene_reference``: the manager on its own, with every limit as an option."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from wshygiene_reference.config import ConfigError, ManagerConfig
from wshygiene_reference.demo import run_demo
from wshygiene_reference.open_files import allow
from wshygiene_reference.operation import Operation, OperationConfig
from wshygiene_reference.options import SectionedCommand, options_of, settings_in, shared_out, values_in
from wshygiene_reference.places import why, written
from wshygiene_reference.server import WebSocketManager
from wshygiene_reference.signals import GracefulShutdown
from wshygiene_reference.tokens import TokenFile

PRESETS: dict[str, Callable[..., ManagerConfig]] = {
    "default": lambda **changes: ManagerConfig.from_mapping(changes),
    "high-traffic": ManagerConfig.high_traffic,
    "low-traffic": ManagerConfig.low_traffic,
}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


#: The exit code that asks a supervisor to start the server again (EX_TEMPFAIL of sysexits.h).
RESTART = 75


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        if key is not None:
            raise ConfigError(f"--tls-key {key} alone turns nothing on: --tls-certificate is missing.")
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key, password=partial(_refuse_encrypted, key or certificate))
    except OSError as error:  # which those of TLS are, too
        needed = "It takes the chain in PEM, and its private key, in the same file or as --tls-key."
        raise ConfigError(f"{certificate} cannot be used as a certificate: {error}. {needed}") from None
    return context


def _refuse_encrypted(key: Path) -> str:
    """Called for a pass phrase, which a server that starts by itself has nobody to ask for."""
    raise ConfigError(f"the private key in {key} is encrypted: a server needs one without a pass phrase.")


def _origins(context: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what no browser ever sends: then everybody would be kept out, for no reason that is seen."""
    for origin in given:
        scheme, separator, host = origin.partition("://")
        if origin != "null" and not (scheme and separator and host and "/" not in host):
            raise click.BadParameter(f"{origin!r} is no origin. It looks like https://example.org, without a path.")
    return given


async def _listen(manager: WebSocketManager, host: str, port: int, tls: ssl.SSLContext | None) -> None:
    try:
        await manager.start(host, port, ssl=tls)
    except OSError as error:
        raise click.ClickException(f"cannot listen on {written(host, port)}: {why(error)}") from None
    _say(f"listening on {'wss' if tls else 'ws'}://{written(host, manager.port)}/ (stop with Ctrl-C)")


def _say(line: str) -> None:
    """Tell whoever started the server. When nobody reads that any more, the server goes on all the same."""
    try:
        click.echo(line)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # or leaving would try again to write what is left


async def _run(
    manager: WebSocketManager,
    operated: OperationConfig,
    host: str,
    port: int,
    tls: ssl.SSLContext | None,
    demo: bool,
) -> int:
    """Serve until a signal comes or the server has been up for long enough; the exit code."""
    shutdown = GracefulShutdown(manager)
    # From the first part to the last: a signal that comes while parts start or end is not to cut them off.
    with shutdown.listening():
        async with manager, Operation(manager, operated, shutdown) as operation:
            await _listen(manager, host, port, tls)
            for line in operation.announcement():
                _say(line)
            if demo:
                manager.background.once("demo", run_demo(manager, _say))
            await shutdown.wait_until_due()
            report = await manager.shutdown(restart=shutdown.is_restart)
            _say(f"closed {report.closed}, cut off {report.aborted}, left {report.leaked} in {report.seconds:.1f} s")
    return 1 if report.leaked else RESTART if shutdown.is_restart else 0


@click.command(
    cls=SectionedCommand,
    context_settings={"auto_envvar_prefix": "WSHYGIENE_REFERENCE", "max_content_width": 120},
    params=options_of({"Limits and times": ManagerConfig, "Beside the manager": OperationConfig}),
)
@click.option("--host", default="127.0.0.1", show_default=True, help="address to listen on")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="port; 0 picks one")
@click.option("--preset", default="default", show_default=True, type=click.Choice(list(PRESETS)), help="which defaults")
@click.option(
    "--config",
    type=FILE,
    is_eager=True,
    callback=settings_in,
    help="TOML file of any of these options, spelled with underscores",
)
@click.option("--tokens", type=FILE, help="TOML file of users and their tokens; without it everybody is let in")
@click.option(
    "--origin", multiple=True, callback=_origins, help="origin that browsers may come from; by default our own host"
)
@click.option("--tls-certificate", type=FILE, help="certificate chain in PEM; turns TLS on")
@click.option("--tls-key", type=FILE, help="its private key, unless it is in the same file")
@click.option("--demo", is_flag=True, help="connect a few clients that talk to each other; without tokens and TLS")
@click.option(
    "--log-level",
    default="warning",
    show_default=True,
    type=click.Choice(["debug", "info", "warning"]),
    help="the least important of what is logged, to stderr",
)
def main(
    host: str,
    port: int,
    preset: str,
    config: dict[str, Any],
    tokens: Path | None,
    origin: tuple[str, ...],
    tls_certificate: Path | None,
    tls_key: Path | None,
    demo: bool,
    log_level: str,
    **given: Any,
) -> None:
    """Serve WebSocket clients until SIGINT, SIGTERM or SIGHUP; a second one of the first two waits for nobody.

    Every option can be given as an environment variable too, such as WSHYGIENE_REFERENCE_MAX_CONNECTIONS.
    """
    logging.basicConfig(level=log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        if demo and (tokens is not None or tls_certificate is not None):
            raise ConfigError("--demo goes with neither --tokens nor --tls-certificate: its clients have no token.")
        limits, beside = shared_out(values_in(config, given), ManagerConfig, OperationConfig)
        limited, operated = PRESETS[preset](**limits), OperationConfig(**beside)
        authenticate = TokenFile.read(tokens) if tokens is not None else None
        tls = _tls(tls_certificate, tls_key)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    if (files := allow(limited.max_connections)) is not None:
        click.echo(
            f"open files are limited to {files}, too few for {limited.max_connections} connections: "
            "raise that limit (ulimit -n), or lower --max-connections",
            err=True,
        )
    manager = WebSocketManager(limited, authenticate=authenticate, origins=origin or None)
    try:
        code = asyncio.run(_run(manager, operated, host, port, tls, demo))
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    raise SystemExit(code)


if __name__ == "__main__":
    main(prog_name="python -m wshygiene_reference")
