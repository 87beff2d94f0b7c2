"""A plugin of one's own brings probes and names registries; what cannot be watched is a usage error that names it."""

from __future__ import annotations

import pytest

from .leaks_at_hand import APP, INI, found_in, leaks

LEASES = """
import app
from pytest_wshygiene.probes.base import Look, Probe

class LeaseProbe(Probe):
    kind = "lease"

    def install(self, watch):
        watch.record_instances(self.kind, app.Lease)

    def is_open(self, resource, record):
        return resource.open

    def look(self, resource, record, root):
        return Look("Lease", "a lease was still taken", "taken", "`lease.give_back()`")

def pytest_wshygiene_probes(config):
    return [LeaseProbe()]
"""


def test_probe_of_ones_own(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makeconftest(LEASES)
    pytester.makepyfile(
        app="class Lease:\n    def __init__(self):\n        self.open = True\n",
        test_it="import app\nKEPT = []\ndef test_leaks():\n    KEPT.append(app.Lease())\ndef test_clean(): pass\n",
    )
    result = pytester.runpytest_subprocess("--wshygiene", "--wshygiene-report=json:leaks.json")
    assert found_in((pytester.path / "leaks.json").read_text()) == {"test_leaks": [("lease", "fail")]}
    result.stdout.fnmatch_lines(
        ["*A lease was still taken *", "*born *test_it.py:4 in test_leaks", "*release*give_back*"]
    )


def test_registries_by_hook(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import app

        class Named:
            def pytest_wshygiene_registries(self, config):
                return {"rooms": app.ROOMS, "number": lambda: len(app.ROOMS)}

        def pytest_configure(config):
            config.pluginmanager.register(Named())

        def pytest_wshygiene_registries(config):
            return ["app:CLIENTS"]
    """)
    tests = "\ndef test_path(): app.CLIENTS[1] = 1\ndef test_names(): app.ROOMS[1] = 1\n"
    found = leaks(pytester, tests, "--wshygiene")
    assert found == {"test_path": [("registry", "fail")], "test_names": [("registry", "fail")] * 2}


@pytest.mark.parametrize("answer", ["['nowhere:CLIENTS']", "['app.CLIENTS']", "{'port': 80}", "'app:CLIENTS'", "7"])
def test_registries_by_hook_that_cannot_be_watched(pytester: pytest.Pytester, answer: str) -> None:
    pytester.makeconftest(f"def pytest_wshygiene_registries(config):\n    return {answer}\n")
    pytester.makeini(INI)
    pytester.makepyfile(app=APP, test_it="def test_it(): pass")
    result = pytester.runpytest_inprocess("--wshygiene")
    shown = result.stdout.str() + result.stderr.str()
    assert result.ret == pytest.ExitCode.USAGE_ERROR, shown
    assert "pytest_wshygiene_registries" in shown
    assert "Traceback" not in shown
