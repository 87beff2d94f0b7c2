"""The command line: ``wshygiene rules`` and ``wshygiene rule WSH202``.

Exit codes: 0 when all is well, 1 for findings (no command reports any yet), 2 when the command was called wrongly or
failed itself. click would also answer 1 to an interrupted command; here 1 means findings and nothing else.
"""

from __future__ import annotations

import json
import textwrap
import traceback
from collections.abc import Sequence
from dataclasses import asdict

import click

from wshygiene_checks import catalogue
from wshygiene_checks.catalogue import RULES, Rule

FAILED = 2
INTERRUPTED = 130


def main(args: Sequence[str] | None = None) -> int:
    """Run the command; the console script exits with what this returns."""
    try:
        result = wshygiene.main(args, prog_name="wshygiene", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit:  # only when a pipe breaks does click leave this way: the reader, `head` say, has seen enough
        return 0
    except Exception:
        click.echo(f"wshygiene: internal error, please report it.\n{traceback.format_exc()}", err=True, nl=False)
        return FAILED
    return result if isinstance(result, int) else 0  # click hands back the code of --help and --version


@click.group(context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(package_name="pytest-wshygiene", message="%(prog)s %(version)s")
def wshygiene() -> None:
    """Find out who opens a connection, task, timer or listener, and who forgets to close it."""


@wshygiene.command()
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(output_format: str) -> None:
    """List all rules."""
    click.echo(_rules_as_json() if output_format == "json" else _rules_as_table())


@wshygiene.command()
@click.argument("code_or_name", metavar="RULE")
def rule(code_or_name: str) -> None:
    """Explain one RULE, given by code or by name."""
    try:
        found = catalogue.rule(code_or_name)
    except catalogue.UnknownRule as error:
        raise click.UsageError(str(error)) from None
    click.echo(_page(found))


def _rules_as_json() -> str:
    return json.dumps({"version": 1, "rules": [asdict(rule) for rule in RULES]}, indent=2)


def _rules_as_table() -> str:
    width = max(len(rule.name) for rule in RULES)
    return "\n".join(f"{rule.code}  {rule.name:<{width}}  {rule.summary}" for rule in RULES)


def _page(rule: Rule) -> str:
    facts = [("family", rule.family), ("seen in", _seen_in(rule)), *_relations(rule)]
    lines = [f"{rule.code} {rule.name}", "", *_wrapped(rule.summary), ""]
    lines += [f"    {label:<10}{text}" for label, text in facts]
    return "\n".join(lines)


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
    return textwrap.wrap(text, width=100)
