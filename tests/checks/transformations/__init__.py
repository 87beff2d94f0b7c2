"""Changes to a program that change nothing about who acquires and who releases."""

from __future__ import annotations

from .attributes import ATTRIBUTES
from .blocks import BLOCKS
from .naming import NAMING
from .releasing import RELEASING
from .structure import STRUCTURE
from .syntax import Transformation

TRANSFORMATIONS: tuple[Transformation, ...] = (*NAMING, *RELEASING, *STRUCTURE, *ATTRIBUTES, *BLOCKS)

__all__ = ["TRANSFORMATIONS", "Transformation"]
