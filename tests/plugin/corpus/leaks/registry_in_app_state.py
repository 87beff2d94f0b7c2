# run: discover
# leak: registry | test_a_client_stays | `registry_in_app_state.APP.state.clients` grew 0 -> 1 | born: enter
# leak: registry | test_a_channel_stays | registry_in_app_state.APP.state.hub.bus.topics | born: topic
# leak: listener | test_a_handler_stays | registry_in_app_state.APP.state.hub.bus | WSH101 | born: on
# leak: registry | test_a_page_stays | registry_in_app_state.SITE[<AppKey PAGES>] | born: page
# leak: task | test_a_task_stays | registry_in_app_state.APP.state.jobs['beat'] | APP.state.jobs 0 -> 1 | born: beat
"""What belongs to an application is in its state, some of it several objects deep."""

import asyncio

from aiohttp import web
from starlette.applications import Starlette


class Bus:
    def __init__(self):
        self.handlers = []
        self.topics = {}


class Hub:
    def __init__(self):
        self.bus = Bus()


APP = Starlette()
APP.state.clients = {}
APP.state.jobs = {}
APP.state.hub = Hub()
PAGES = web.AppKey("PAGES", set)
SITE = web.Application()
SITE[PAGES] = set()


def test_a_client_stays():
    client = object()
    APP.state.clients[id(client)] = client  # <- enter


def test_a_channel_stays():
    APP.state.hub.bus.topics[object()] = "news"  # <- topic


def test_a_handler_stays():
    APP.state.hub.bus.handlers.append(lambda message: message)  # <- on


def test_a_page_stays():
    SITE[PAGES].add(object())  # <- page


async def test_a_task_stays():
    APP.state.jobs["beat"] = asyncio.create_task(asyncio.sleep(60))  # <- beat


def test_all_goes_again():
    APP.state.clients["c1"] = object()
    SITE[PAGES].add("index")
    del APP.state.clients["c1"]
    SITE[PAGES].discard("index")
