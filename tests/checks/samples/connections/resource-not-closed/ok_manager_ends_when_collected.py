# Fine: the process of a manager ends as soon as nothing refers to the manager, or to what it has made, any more.
import multiprocessing


def search(sources, start):
    manager = multiprocessing.Manager()
    found = manager.list()
    for worker in [start(source, found) for source in sources]:
        worker.join()
    return list(found)
