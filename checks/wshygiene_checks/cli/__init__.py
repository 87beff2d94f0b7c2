"""The command line: ``wshygiene check``, ``rules``, ``rule``, ``explain`` and ``baseline``.

Exit codes: 0 when all is well, 1 for findings that fail, 2 when the command was called wrongly, a file could not be
checked, or the command failed itself. click would also answer 1 to an interrupted command; here 1 means findings and
nothing else.
"""

from __future__ import annotations

import errno
import gc
from collections.abc import Sequence

import click

from wshygiene_checks.cli.commands import Commands

FAILED = 2
INTERRUPTED = 130

#: What the system says of an output that takes no more: the disk, or the user's share of it, is full or broken.
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def main(args: Sequence[str] | None = None) -> int:
    """Run the command; the console script, which passes no ``args``, exits with what this returns."""
    if args is not None:
        return _run(args)
    # The process is ours and ends with this. There are no cycles worth collecting: looking for them costs a check of
    # one small file 10 of its 110 ms on the way, and 15 ms more while the interpreter ends.
    gc.disable()
    code = _run(None)
    gc.freeze()
    return code


def _run(args: Sequence[str] | None) -> int:
    try:
        return _tried(args)
    except OSError:  # what went wrong cannot be told: standard error takes nothing either
        return FAILED


def _tried(args: Sequence[str] | None) -> int:
    try:
        result = wshygiene.main(args, prog_name="wshygiene", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        if error.filename is not None or error.errno not in _UNWRITABLE:
            return _failed()
        click.echo(f"Error: standard output: cannot be written: {error.strerror}.", err=True)
        return FAILED
    except SystemExit:  # only when a pipe breaks does click leave this way: the reader, `head` say, has seen enough
        return 0
    except Exception:
        return _failed()
    return result if isinstance(result, int) else 0  # click hands back the code of --help and --version


def _failed() -> int:
    import traceback

    click.echo(f"wshygiene: internal error, please report it.\n{traceback.format_exc()}", err=True, nl=False)
    return FAILED


class _Commands(Commands):
    """Loads a command when it is called: a hook that calls one pays for that one alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        place = _PLACES.get(cmd_name)
        return getattr(import_module(f"{__name__}.{place}"), cmd_name) if place else None


_PLACES = {"baseline": "baseline", "check": "check", "explain": "explain", "rule": "rules", "rules": "rules"}


@click.group(cls=_Commands, context_settings={"help_option_names": ["--help", "-h"]})
@click.version_option(package_name="pytest-wshygiene", message="%(prog)s %(version)s")
def wshygiene() -> None:
    """Find out who opens a connection, task, timer or listener, and who forgets to close it."""
