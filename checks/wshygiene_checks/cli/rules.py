"""``wshygiene rules`` and ``wshygiene rule WSH202``: what the catalogue has to say."""

from __future__ import annotations

from pathlib import Path

import click

from wshygiene_checks import catalogue
from wshygiene_checks.catalogue import RULES, Rule


@click.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List all rules."""
    click.echo(_rules_as_json() if output_format == "json" else _rules_as_table())


@click.command()
@click.argument("code_or_name", metavar="RULE")
def rule(code_or_name: str) -> None:
    """Explain one RULE, given by code or by name."""
    try:
        found = catalogue.rule(code_or_name)
    except catalogue.UnknownRule as error:
        raise click.UsageError(str(error)) from None
    click.echo(_page(found))


def _rules_as_json() -> str:
    import json
    from dataclasses import asdict

    return json.dumps({"version": 1, "rules": [asdict(rule) for rule in RULES]}, indent=2)


def _rules_as_table() -> str:
    width = max(len(rule.name) for rule in RULES)
    return "\n".join(f"{rule.code}  {rule.name:<{width}}  {rule.summary}" for rule in RULES)


def _page(rule: Rule) -> str:
    facts = [("family", rule.family), ("seen in", _seen_in(rule)), *_relations(rule)]
    lines = [f"{rule.code} {rule.name}", "", *_wrapped(rule.summary), ""]
    lines += [f"    {label:<10}{text}" for label, text in facts]
    return "\n".join(lines + _explanation(rule))


def _explanation(rule: Rule) -> list[str]:
    """The page of a rule below its title, with its examples; rules that read no source have none."""
    page = Path(catalogue.__file__).parent / "pages" / f"{rule.code}.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return ["", text.partition("\n")[2].strip()] if text else []


def _seen_in(rule: Rule) -> str:
    return "source" if rule.side == "source" else f"running tests, as {', '.join(rule.kinds)}"


def _relations(rule: Rule) -> list[tuple[str, str]]:
    """What a source rule becomes at run time, or which source rules end in this run-time rule."""
    if rule.leads_to is not None:
        as_kinds = f" (as {', '.join(rule.kinds)})" if rule.kinds else ""
        return [("leads to", f"{_title(catalogue.rule(rule.leads_to))}{as_kinds}")]
    causes = [_title(cause) for cause in RULES if cause.leads_to == rule.code]
    labels = ["caused by"] + [""] * len(causes)
    return list(zip(labels, causes or ["no source rule so far"], strict=False))


def _title(rule: Rule) -> str:
    return f"{rule.code} {rule.name}"


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width=100)
