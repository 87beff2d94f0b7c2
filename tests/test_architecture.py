"""The house rules: who may import whom, what loading the plugin may cost, how files are named, and clean tools.

Everything here looks at the checkout, wherever the packages under test are installed from.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {
    "pytest_wshygiene": ROOT / "pytest_wshygiene",
    "wshygiene_checks": ROOT / "checks" / "wshygiene_checks",
    "wshygiene_reference": ROOT / "examples" / "wshygiene_reference",
}

#: Everything outside the standard library that a package may import, in any function of any module.
ALLOWED_LIBRARIES = {
    "pytest_wshygiene": {"objgraph", "pluggy", "pytest", "websockets"},
    "wshygiene_checks": {"click", "libcst"},
    "wshygiene_reference": {
        "click",
        "h11",
        "httpx",
        "jinja2",
        "prometheus_client",
        "psutil",
        "redis",
        "starlette",
        "uvicorn",
        "websockets",
    },
}

#: What must stay unloaded until it is needed. pytest itself may bring some of it along.
HEAVY = ("asyncio", "libcst", "objgraph", "psutil", "websockets")

#: A file named so says nothing about what is in it.
EMPTY_NAMES = {"helper", "helpers", "managers", "misc", "util", "utils"}

#: Programs for a fresh interpreter: in this one, pytest has loaded the plugin from wherever it is installed.
CHECK_CONTRACTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=sys.argv[1]))"
LIST_LIBRARIES = """
import grimp, sys
graph = grimp.build_graph(sys.argv[1], include_external_packages=True, cache_dir=None)
print(*(module for module in graph.modules if graph.is_module_squashed(module)))
"""
FIND_CIRCLES = """
import grimp, sys
from graphlib import CycleError, TopologicalSorter
graph = grimp.build_graph(sys.argv[1], cache_dir=None)
inner = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
for module, imported in inner.items():
    # A package hands out what is in it; that its modules are below it is no circle.
    imported -= {other for other in imported if module.startswith(other + ".") or other.startswith(module + ".")}
try:
    TopologicalSorter(inner).prepare()
except CycleError as error:
    print(*error.args[1], sep=" <- ")
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool on the checkout: its packages come first on the path, whatever is installed."""
    folders = os.pathsep.join(str(package.parent) for package in PACKAGES.values())
    environment = os.environ | {"PYTHONPATH": folders, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after a statement."""
    done = run(sys.executable, "-c", f"import sys; {statement}; print(*sys.modules)")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def require(tool: str) -> None:
    if find_spec(tool) is None:
        pytest.skip(f"{tool} is not installed; `pip install --group lint` brings it")


def test_modules_import_only_what_the_contracts_allow(tmp_path: Path) -> None:
    done = run(sys.executable, "-c", CHECK_CONTRACTS, str(tmp_path))

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    """Not even in functions or for type checkers: who reads one file of a circle has to read all of it."""
    done = run(sys.executable, "-c", FIND_CIRCLES, package)

    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_no_other_library(package: str) -> None:
    done = run(sys.executable, "-c", LIST_LIBRARIES, package)

    assert done.returncode == 0, done.stderr
    libraries = set(done.stdout.split()) - set(sys.stdlib_module_names) - set(PACKAGES)
    assert libraries <= ALLOWED_LIBRARIES[package]


def test_loading_the_plugin_loads_nothing_heavy() -> None:
    extra = loaded_by("import pytest_wshygiene.plugin") - loaded_by("import pytest")

    assert [name for name in HEAVY if name in extra] == []


def test_loading_the_shared_vocabulary_loads_nothing_heavy() -> None:
    shared = "from wshygiene_checks import baseline, catalogue, finding, reporters"

    extra = loaded_by(shared) - loaded_by("import pytest")

    assert [name for name in (*HEAVY, "click") if name in extra] == []


@pytest.mark.parametrize("folder", ["checks", "examples"])
def test_a_folder_that_only_holds_packages_is_none(folder: str) -> None:
    """An import name as common as `checks` would collide with one that a user has."""
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_named_for_nothing(package: str) -> None:
    modules = PACKAGES[package].rglob("*.py")

    assert [str(path) for path in modules if EMPTY_NAMES & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_hides_one_of_pythons_own(package: str) -> None:
    """`python -m` puts the folder that one is in first on the path, and that may be the folder with the README."""
    names = {path.stem for path in PACKAGES[package].glob("*.py")}

    assert names & set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_that_it_is_typed_and_must_not_be_rewritten(package: str) -> None:
    """pytest rewrites the packages of a plugin's distribution, and warns about one that is imported already."""
    folder = PACKAGES[package]

    assert (folder / "py.typed").exists()
    assert "PYTEST_DONT_REWRITE" in (folder / "__init__.py").read_text(encoding="utf-8").split('"""')[1]


def test_ruff_is_clean() -> None:
    require("ruff")

    done = run(sys.executable, "-m", "ruff", "check", "--no-cache", ".")

    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_is_clean(tmp_path: Path) -> None:
    require("mypy")

    done = run(sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path))

    assert done.returncode == 0, done.stdout + done.stderr
