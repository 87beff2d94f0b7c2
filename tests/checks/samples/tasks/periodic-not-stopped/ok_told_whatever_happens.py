# However the loops end, the threads are told: in a `finally`, behind a handler that goes on, by who else has the event.
import queue
import signal
import threading


async def at_last(connection):
    quiet = threading.Event()
    thread = threading.Thread(target=tick, args=(quiet,))
    thread.start()
    try:
        async for message in connection:
            print(message)
    finally:
        quiet.set()
        thread.join()


def tick(quiet):
    while not quiet.wait(1):
        print("tick")


def gets_over_it(sock):
    jobs = queue.Queue()

    def work():
        while (job := jobs.get()) is not None:
            print(job)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        while data := sock.recv(4096):
            jobs.put(data)
    except Exception as error:
        print(error)
    jobs.put(None)
    worker.join()


async def told_by_a_signal(connection):
    quiet = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: quiet.set())
    thread = threading.Thread(target=tick, args=(quiet,))
    thread.start()
    async for message in connection:
        print(message)
    quiet.set()


async def of_its_group(connection, group):
    quiet = threading.Event()
    group.ends_by(quiet)
    thread = threading.Thread(target=tick, args=(quiet,))
    thread.start()
    async for message in connection:
        print(message)
    quiet.set()
