"""The command line: ``wshygiene check``, ``rules``, ``rule``, ``explain`` and ``baseline``.

Exit codes: 0 when all is well, 1 for findings that fail, 2 when the command was called wrongly, a file could not be
checked, or the command failed itself. click would also answer 1 to an interrupted command; here 1 means findings and
nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from wshygiene_checks.cli import baseline, check, explain, rules

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
        import traceback

        click.echo(f"wshygiene: internal error, please report it.\n{traceback.format_exc()}", err=True, nl=False)
        return FAILED
    return result if isinstance(result, int) else 0  # click hands back the code of --help and --version


@click.group(context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(package_name="pytest-wshygiene", message="%(prog)s %(version)s")
def wshygiene() -> None:
    """Find out who opens a connection, task, timer or listener, and who forgets to close it."""


for command in (check.check, rules.rules, rules.rule, explain.explain, baseline.baseline):
    wshygiene.add_command(command)
