# A connection that is lost ends both loops in an exception, and nobody tells the threads.
import queue
import threading


async def watched(connection, report):
    quiet = threading.Event()
    thread = threading.Thread(target=tick, args=(quiet,))  # expect: WSH208
    thread.start()
    async for message in connection:
        print(message)
    quiet.set()
    thread.join()


def tick(quiet):
    while not quiet.wait(1):
        print("tick")


def served(sock):
    jobs = queue.Queue()

    def work():
        while True:
            job = jobs.get()
            if job is None:
                return
            print(job)

    worker = threading.Thread(target=work)  # expect: WSH208
    worker.start()
    while True:
        data = sock.recv(4096)
        if not data:
            break
        jobs.put(data)
    jobs.put(None)
    worker.join()
