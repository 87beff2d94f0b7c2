"""What a user installs: the wheel has all of the three packages and nothing else, and says the right things."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from configparser import ConfigParser
from email import message_from_string
from email.message import Message
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "pytest_wshygiene": ROOT / "pytest_wshygiene",
    "wshygiene_checks": ROOT / "checks" / "wshygiene_checks",
    "wshygiene_reference": ROOT / "examples" / "wshygiene_reference",
}
TOP_LEVEL = {"README.md", "checks", "examples", "pyproject.toml", "pytest_wshygiene", "tests"}
REFERENCE_EXTRA = ("h11", "jinja2", "prometheus_client", "psutil", "redis", "starlette", "uvicorn")


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a wheel or an sdist with the tools at hand; nothing is downloaded."""
    command = [sys.executable, "-P", "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(target), str(source)]
    done = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = target.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    with ZipFile(build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    archive = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    [unpacked] = folder.iterdir()
    return unpacked


def code(names: list[str]) -> set[str]:
    """The files of a wheel without its metadata."""
    return {name for name in names if ".dist-info/" not in name}


def metadata(wheel: ZipFile, name: str) -> str:
    [path] = [path for path in wheel.namelist() if path.endswith(f".dist-info/{name}")]
    return wheel.read(path).decode()


@pytest.fixture(scope="module")
def described(wheel: ZipFile) -> Message:
    return message_from_string(metadata(wheel, "METADATA"))


def test_the_wheel_has_three_import_names(wheel: ZipFile) -> None:
    assert {name.split("/")[0] for name in code(wheel.namelist())} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_has_every_file_of_a_package(wheel: ZipFile, package: str) -> None:
    folder = PACKAGES[package]
    files = [path.relative_to(folder.parent) for path in folder.rglob("[!.]*") if path.is_file()]

    expected = {path.as_posix() for path in files if "__pycache__" not in path.parts}
    assert {name for name in code(wheel.namelist()) if name.startswith(f"{package}/")} == expected


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_says_that_its_packages_are_typed(wheel: ZipFile, package: str) -> None:
    assert f"{package}/py.typed" in wheel.namelist()


def test_the_entry_points_are_the_plugin_and_the_command(wheel: ZipFile) -> None:
    entry_points = ConfigParser(delimiters="=")
    entry_points.read_string(metadata(wheel, "entry_points.txt"))

    assert {name: dict(section) for name, section in entry_points.items() if section} == {
        "console_scripts": {"wshygiene": "wshygiene_checks.cli:main"},
        "pytest11": {"wshygiene": "pytest_wshygiene.plugin"},
    }


def test_the_metadata_names_the_python_and_the_licence(described: Message) -> None:
    assert described["Name"] == "pytest-wshygiene"
    assert described["Requires-Python"] == ">=3.11"
    assert described["License-Expression"] == "MIT"
    assert described["License-File"] == "pytest_wshygiene/LICENSE"


def test_the_wheel_carries_the_licence_text(wheel: ZipFile) -> None:
    assert (
        metadata(wheel, "licenses/pytest_wshygiene/LICENSE") == (PACKAGES["pytest_wshygiene"] / "LICENSE").read_text()
    )


def test_the_core_stays_small(described: Message) -> None:
    requirements = [text for text in described.get_all("Requires-Dist", []) if "extra ==" not in text]

    assert {text.split(">")[0] for text in requirements} == {
        "click",
        "libcst",
        "objgraph",
        "pluggy",
        "pytest",
        "websockets",
    }


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: ZipFile, tmp_path: Path) -> None:
    with ZipFile(build("wheel", sdist, tmp_path)) as rebuilt:
        assert code(rebuilt.namelist()) == code(wheel.namelist())


def test_the_sdist_has_the_tests(sdist: Path) -> None:
    def tests(root: Path) -> set[str]:
        return {path.relative_to(root).as_posix() for path in (root / "tests").rglob("*.py")}

    assert tests(sdist) == tests(ROOT)


def test_the_sdist_keeps_the_top_level_tidy(sdist: Path) -> None:
    names = {path.name for path in sdist.iterdir() if not path.name.startswith(".")}

    assert names == TOP_LEVEL | {"PKG-INFO"}


@pytest.mark.parametrize("missing", REFERENCE_EXTRA)
def test_the_reference_names_its_extra_when_a_library_is_missing(missing: str) -> None:
    done = import_reference(without=missing)

    assert done.returncode == 1
    last_line = done.stderr.splitlines()[-1]
    assert last_line.startswith("ImportError: wshygiene_reference needs ")
    assert missing in last_line
    assert last_line.endswith('They come with an extra: pip install "pytest-wshygiene[reference]"')


def test_the_reference_is_imported_where_its_extra_is_installed() -> None:
    for name in REFERENCE_EXTRA:
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed; `pip install .[reference]` brings it")

    assert import_reference().returncode == 0


def import_reference(without: str = "") -> subprocess.CompletedProcess[str]:
    """Import the package in a fresh interpreter, where one library may be hidden."""
    program = f"import sys; sys.modules.update({{{without!r}: None}}); import wshygiene_reference"
    return subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=False)
