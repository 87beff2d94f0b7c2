"""What the quick look leaves out, nobody misses: real packages are judged alike with and without the index.

With it, files that can hold nothing of interest are passed over, facts come out of a cache, and libcst reads only the
statements around a suspicion. Without it every file is read in full, and libcst reads the whole of each file.
"""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from wshygiene_checks.cli.options import Wishes
from wshygiene_checks.cli.plan import make_plan
from wshygiene_checks.engine import Checked, Request, check

PACKAGES = ("aiohttp", "engineio", "tornado")


@pytest.fixture(scope="module", params=PACKAGES)
def request_for_package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Request:
    """A check of all rules over the modules of one installed package, with a cache of its own."""
    spec = find_spec(request.param)
    assert spec is not None
    assert spec.origin is not None
    root = tmp_path_factory.mktemp(request.param)
    sources = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(Path(spec.origin).parent, root / request.param, ignore=sources)
    wishes = Wishes(paths=(str(root),), select=("ALL",), isolated=True, include_tests=True, jobs=1)
    plan = make_plan(wishes)
    return plan.request._replace(cache=str(root / "cache"))


@pytest.fixture(scope="module")
def without_index(request_for_package: Request) -> Checked:
    return check(request_for_package._replace(indexed=False))


def test_nothing_is_lost_and_nothing_added(request_for_package: Request, without_index: Checked):
    assert check(request_for_package._replace(cache="")) == without_index
    assert without_index.findings


def test_a_cache_changes_nothing(request_for_package: Request, without_index: Checked):
    cold = check(request_for_package)
    warm = check(request_for_package)
    assert cold == warm == without_index


def test_facts_from_a_cache_are_as_good_as_new_ones(request_for_package: Request):
    check(request_for_package)
    added = str(Path(request_for_package.project.root) / "added.py")
    one_more = request_for_package._replace(
        texts={added: b"import asyncio\n"}, places=(*request_for_package.places, added)
    )
    assert check(one_more) == check(one_more._replace(cache=""))
