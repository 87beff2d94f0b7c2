"""Certificates that this machine makes for itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

_OPENSSL = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
    "-keyout server.key -out server.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
)


class Certificate(NamedTuple):
    """The files of a certificate: its chain, its private key, and both in one."""

    chain: Path
    key: Path
    both: Path


def make_certificate(folder: Path) -> Certificate:
    """Make one of localhost in a folder; the test is skipped where openssl is not installed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    subprocess.run(_OPENSSL.split(), cwd=folder, capture_output=True, check=True)
    made = Certificate(folder / "server.crt", folder / "server.key", folder / "server.pem")
    made.both.write_text(made.chain.read_text() + made.key.read_text())
    return made
