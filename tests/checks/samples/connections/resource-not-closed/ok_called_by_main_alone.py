# Fine: the program ends when `run()` has returned, as nobody else calls it than `main()`, and that once.
import argparse
import asyncio


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port")
    run(parser.parse_args().port)


def run(port):
    loop = asyncio.new_event_loop()
    print(loop.run_until_complete(discover(port)))


async def discover(port):
    await asyncio.sleep(1)
    return [port]


if __name__ == "__main__":
    main()
