"""What the HTML document is made of, whichever half has found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

#: How loud a thing is shown.
Level = Literal["error", "warning", "note", "muted"]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled line of a section, or several; a row without texts is left out. Backticks become code."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing, as an element (SVG or an image), and what it shows in words."""

    caption: str
    drawing: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One finding or leak: a row of the table and the section behind it.

    ``word`` is the confidence or verdict, ``kind`` what can be filtered by, ``count`` how many of one shape there are.
    """

    code: str
    name: str
    level: Level
    word: str
    kind: str
    place: str
    owner: str
    summary: str
    count: int = 1
    rows: tuple[Row, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole report. ``counts`` are shown above the table, without those that are 0.

    ``first_column`` is what the word of each card is.
    """

    heading: str
    tool: str
    facts: tuple[str, ...]
    counts: tuple[tuple[Level, int, str], ...]
    first_column: str
    cards: tuple[Card, ...]
