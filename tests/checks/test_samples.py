"""Every rule on its samples: `samples/<family>/<rule>/bad_*` must be reported where they say, `ok_*` must be silent.

A sample is a module, or a folder of modules that make one project. Its first line is a comment: why it is fine, or what
leaks. A line that must be reported ends in `# expect: WSH201`, or `# expect: WSH201 medium` for another confidence than
high. All rules run on every sample, so that no rule speaks where another one is meant.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wshygiene_checks import packs, rules
from wshygiene_checks.catalogue import RULES
from wshygiene_checks.facts import extract

SAMPLES = Path(__file__).parent / "samples"
EXPECT = re.compile(
    r"#\s*expect:\s*(?P<what>WSH\d{3}(?: (?:high|medium|info))?(?:, WSH\d{3}(?: (?:high|medium|info))?)*)"
)
KNOWLEDGE = packs.load()


def samples(prefix: str) -> list[Path]:
    return sorted(path for path in SAMPLES.glob(f"*/*/{prefix}_*") if path.suffix == ".py" or path.is_dir())


def modules(sample: Path) -> list[Path]:
    return [sample] if sample.is_file() else sorted(sample.rglob("*.py"))


def expected(sample: Path) -> set[tuple[str, int, str]]:
    found = set()
    for module in modules(sample):
        for number, line in enumerate(module.read_text().splitlines(), start=1):
            match = EXPECT.search(line)
            for what in match["what"].split(", ") if match else ():
                found.add((module.name, number, what if " " in what else f"{what} high"))
    return found


def reported(sample: Path) -> set[tuple[str, int, str]]:
    top = sample.parent
    facts = [
        extract(str(path.relative_to(top)), ".".join(path.relative_to(top).with_suffix("").parts), path.read_text())
        for path in modules(sample)
    ]
    found = rules.find(facts, KNOWLEDGE, rules.BUILT)
    return {(Path(finding.path).name, finding.line, f"{finding.code} {finding.confidence}") for finding in found}


def name(sample: Path) -> str:
    return f"{sample.parent.name}/{sample.stem}"


@pytest.mark.parametrize("sample", samples("ok"), ids=name)
def test_this_is_fine_because(sample: Path) -> None:
    assert reported(sample) == expected(sample)


@pytest.mark.parametrize("sample", samples("bad"), ids=name)
def test_this_is_reported(sample: Path) -> None:
    assert expected(sample), "a bad sample says which line is reported"
    assert reported(sample) == expected(sample)


@pytest.mark.parametrize("code", sorted(rules.BUILT))
def test_every_rule_has_as_many_fine_samples_as_bad_ones(code: str) -> None:
    rule = next(rule for rule in RULES if rule.code == code)
    folders = [folder for folder in SAMPLES.glob("*/*") if folder.name == rule.name]
    assert len(folders) == 1, f"samples/<family>/{rule.name} is missing"
    bad, fine = len(list(folders[0].glob("bad_*"))), len(list(folders[0].glob("ok_*")))
    assert bad >= 1
    assert fine >= bad


@pytest.mark.parametrize("sample", [*samples("ok"), *samples("bad")], ids=name)
def test_every_sample_opens_with_its_reason(sample: Path) -> None:
    assert any(module.read_text().startswith("# ") for module in modules(sample))
