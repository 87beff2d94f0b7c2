"""A group of commands whose error for one that does not exist names those that do."""

from __future__ import annotations

import os

import click


class Commands(click.Group):
    """As click's own, but the nearest command is looked for without loading any."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first of ``args`` names; one that there is none for is a usage error."""
        from wshygiene_checks.nearest import did_you_mean

        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            is_place = "check" in known and os.path.exists(name)
            meant = f' Did you mean "check {name}"?' if is_place else did_you_mean(name, known)
            ctx.fail(f"No such command '{name}'. Commands: {', '.join(known)}.{meant}")
        return super().resolve_command(ctx, args)
