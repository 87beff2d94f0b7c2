"""Who holds what grows in a churn, where a search from what grows has found nobody in its time."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest

from pytest_wshygiene.churn import holding
from pytest_wshygiene.churn.paths import Roots
from pytest_wshygiene.evidence.holders import HolderSearch


def test_what_is_far_from_every_name_is_found_below_the_variables_of_the_scenario(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(holding, "HolderSearch", partial(HolderSearch, seconds=0.0))
    in_use: set[int] = {1}
    pool = SimpleNamespace(in_use=in_use)
    client = SimpleNamespace(nodes={"first": SimpleNamespace(link=SimpleNamespace(pool=pool))})
    elsewhere: set[int] = {2}
    found = holding.holdings([in_use, elsewhere], "", Roots(("client",), (client,)))
    assert [each and each.text for each in found] == ["client.nodes['first'].link.pool.in_use", holding.SPENT]


def test_a_path_that_nobody_could_type_is_no_path() -> None:
    kept: list[int] = []

    def keeping() -> list[int]:
        return kept

    assert holding.held_below(Roots(("keeping",), (keeping,)), kept, "") == ""
    assert holding.held_below(Roots(("kept",), (SimpleNamespace(all=[kept]),)), kept, "") == "kept.all[0]"
