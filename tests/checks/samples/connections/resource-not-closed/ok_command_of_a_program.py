# Fine: the program ends with its command.
import asyncio

import click


def build(server):
    @click.group()
    def cli():
        pass

    @cli.command()
    def serve():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(server.wait())

    return cli
