"""Recipes that make a finding go away and leave every other byte as it was."""

from __future__ import annotations

from collections.abc import Callable

from wshygiene_checks.confirmation import Site
from wshygiene_checks.finding import Fix
from wshygiene_checks.fix import (
    cancel_previous,
    discard_when_done,
    guaranteed_removal,
    loop_over_copy,
    tracked_task,
)

RECIPES: dict[str, Callable[[Site], Fix | None]] = {
    "WSH201": tracked_task.recipe,
    "WSH206": cancel_previous.recipe,
    "WSH303": guaranteed_removal.recipe,
    "WSH304": discard_when_done.recipe,
    "WSH507": loop_over_copy.recipe,
}


def fix_for(site: Site) -> Fix | None:
    """The fix of a confirmed finding; None where there is no recipe, or its conditions are not met."""
    recipe = RECIPES.get(site.finding.code)
    return recipe(site) if recipe else None
