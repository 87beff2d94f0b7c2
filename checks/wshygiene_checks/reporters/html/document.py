"""Builds the HTML document as a tree: what users and their programs have named can only ever be text in it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from wshygiene_checks.reporters.html.record import Card, Figure, Page, Row

_HERE = Path(__file__).parent
#: Nothing is fetched, and no script runs but the one that is written here.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
#: Columns of the table behind the first one: attribute of a card, and heading.
_COLUMNS = {"code": "Rule", "kind": "Kind", "summary": "What", "place": "Where", "owner": "Owner"}
_RANKS = ("error", "warning", "note", "muted")


def document(page: Page) -> str:
    """The text of the file."""
    script = (_HERE / "script.js").read_text(encoding="utf-8")
    digest = b64encode(sha256(script.encode()).digest()).decode()
    root = Element("html", lang="en")
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY.format(digest)})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "title", f"{page.heading} - {page.tool}")
    SubElement(head, "style").text = (_HERE / "style.css").read_text(encoding="utf-8")
    body = SubElement(root, "body")
    _fill(body, page)
    SubElement(body, "script").text = script
    return f"<!doctype html>\n{tostring(root, encoding='unicode', method='html')}\n"


def printable(text: str) -> str:
    """Text in which control characters, and those that turn the reading direction, are spelled as escapes."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in "\n\t" else ascii(sign)[1:-1] for sign in text)


def _fill(body: Element, page: Page) -> None:
    if page.cards:
        _add(body, "a", "To the table", class_="skip", href="#table")
    header = SubElement(body, "header")
    _add(header, "h1", page.heading)
    for fact in page.facts:
        _add_told(header, "p", fact, class_="facts")
    main = SubElement(body, "main")
    counts = SubElement(main, "ul", {"class": "counts"})
    for level, count, word in page.counts:
        if count:
            _add(SubElement(counts, "li", {"class": level}), "b", str(count)).tail = f" {word}"
    if page.cards:
        _add_filters(main, page)
        _add(main, "p", f"{len(page.cards)} shown", role="status")
        _add_table(main, page)
        for number, card in enumerate(page.cards, start=1):
            _add_section(main, card, number)
    _add(body, "footer", f"Written by {page.tool}.")


def _add_filters(parent: Element, page: Page) -> None:
    form = SubElement(parent, "form", {"class": "filters", "role": "search", "hidden": "hidden"})
    SubElement(_add(form, "label", "Filter: words that must all be there"), "input", type="search", autocomplete="off")
    for name, label in (("word", page.first_column), ("code", "Rule"), ("kind", "Kind")):
        select = SubElement(_add(form, "label", label), "select", name=name)
        _add(select, "option", "all", value="")
        for value in sorted({getattr(card, name) for card in page.cards}):
            _add(select, "option", value, value=value)


def _add_table(parent: Element, page: Page) -> None:
    # Roles are given because a narrow screen shows rows as blocks, which would otherwise take the roles away.
    table = SubElement(parent, "table", id="table", role="table")
    heads = SubElement(SubElement(table, "thead", role="rowgroup"), "tr", role="row")
    labels = {"word": page.first_column, **_COLUMNS}
    for label in labels.values():
        _add(heads, "th", label, scope="col", role="columnheader")
    rows = SubElement(table, "tbody", role="rowgroup")
    for number, card in enumerate(page.cards, start=1):
        data = {f"data-{name}": printable(getattr(card, name)) for name in ("word", "code", "kind")}
        row = SubElement(rows, "tr", {"role": "row", "data-section": f"n{number}", **data})
        for name, label in labels.items():
            _add_cell(row, card, name, label, number)


def _add_cell(row: Element, card: Card, name: str, label: str, number: int) -> None:
    cell = SubElement(row, "td", {"class": name, "role": "cell", "data-label": label})
    match name:
        case "word":
            cell.set("data-key", str(_RANKS.index(card.level)))
            _add(cell, "span", card.word, class_=f"word {card.level}")
        case "summary":
            inner = SubElement(cell, "span")
            _add_told(inner, "a", card.summary, href=f"#n{number}")
            if card.count > 1:
                _add(inner, "span", f" {card.count} x", class_="count")
        case _:
            if text := getattr(card, name):
                _add_told(cell, "span", text)


def _add_section(parent: Element, card: Card, number: int) -> None:
    section = SubElement(parent, "article", {"id": f"n{number}", "class": card.level, "aria-labelledby": f"t{number}"})
    title = _add(section, "h2", f"{card.code} {card.name}", id=f"t{number}")
    _add(title, "span", card.word, class_=f"word {card.level}")
    count = f" ({card.count} x)" if card.count > 1 else ""
    _add_told(section, "p", f"{card.summary}{count}", class_="summary")
    rows = SubElement(section, "dl")
    for row in (Row("where", (card.place,)), Row("owner", (card.owner,)), *card.rows):
        texts = [text for text in row.texts if text]
        if texts:
            _add(rows, "dt", row.label)
        for text in texts:
            _add_told(rows, "dd", text)
    for figure in card.figures:
        _add_figure(section, figure)
    _add(SubElement(section, "p", {"class": "back"}), "a", "Back to the table", href="#table")


def _add_figure(parent: Element, figure: Figure) -> None:
    element = SubElement(parent, "figure")
    _add_told(element, "figcaption", figure.caption)
    figure.drawing.set("role", "img")
    figure.drawing.set("aria-label", printable(figure.caption))
    element.append(figure.drawing)


def _add(parent: Element, tag: str, text: str, class_: str = "", **attributes: str) -> Element:
    if class_:
        attributes["class"] = class_
    element = SubElement(parent, tag, {name: printable(value) for name, value in attributes.items()})
    element.text = printable(text)
    return element


def _add_told(parent: Element, tag: str, text: str, class_: str = "", **attributes: str) -> Element:
    """The same for a sentence: what stands between backticks is code."""
    plain, *rest = re.split(r"`([^`]*)`", text)
    element = _add(parent, tag, plain, class_, **attributes)
    for code, after in zip(rest[::2], rest[1::2], strict=True):
        _add(element, "code", code).tail = printable(after)
    return element
