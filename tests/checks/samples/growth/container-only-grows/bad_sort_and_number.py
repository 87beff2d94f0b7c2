# One entry for each job that was ever done: its sort is one of few, its number is not.
class Jobs:
    def __init__(self):
        self._current = {}
        self._done = {}

    def set_current(self, job):
        old = self._current.get(job.job_type)
        if old:
            self._done[(job.job_type, old.id)] = old  # expect: WSH311 info
        self._current[job.job_type] = job
