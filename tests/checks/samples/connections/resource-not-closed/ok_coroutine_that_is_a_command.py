# Fine: the program ends with its command, also where that is a coroutine.
import click
from meters.client import Meter

from meters.cli import background, main


@main.command()
@click.pass_context
@background
async def power(ctx):
    meter = Meter(ctx.obj["host"])
    await meter.login(ctx.obj["password"])
    print(await meter.read_power())
    await meter.close()
