# Unknown: what a method of the client gives, and goes on from here, may have the client and be what it is closed by.
from pymongo import AsyncMongoClient


def database_of(address):
    return AsyncMongoClient(address).get_default_database()


class Store:
    def __init__(self, address):
        self.database = AsyncMongoClient(address).get_default_database()


async def prepare(address, models, set_up):
    database = AsyncMongoClient(address).get_default_database()
    for model in models:
        await set_up(model, database)
