"""Changes to a program that change nothing about who acquires and who releases."""

from __future__ import annotations

from .attributes import ATTRIBUTES
from .blocks import BLOCKS
from .named import NAMED
from .naming import NAMING
from .releasing import RELEASING
from .structure import STRUCTURE
from .surroundings import SURROUNDINGS
from .syntax import Transformation
from .tasks import TASKS

TRANSFORMATIONS: tuple[Transformation, ...] = (
    *NAMING,
    *NAMED,
    *RELEASING,
    *STRUCTURE,
    *ATTRIBUTES,
    *BLOCKS,
    *TASKS,
    *SURROUNDINGS,
)

__all__ = ["TRANSFORMATIONS", "Transformation"]
