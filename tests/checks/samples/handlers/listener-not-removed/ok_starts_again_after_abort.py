# Unknown: `abort()` ends one run, after which `start()` begins the next, with the handlers that the object was born with.
class Automator:
    def __init__(self, steering, jobs):
        self.jobs = jobs
        self.job = None
        steering.add_listener(self.pause)  # expect: WSH101 info

    def start(self, name):
        self.job = self.jobs[name].begin()

    def pause(self):
        self.job.pause()

    def abort(self):
        self.job.stop()
        self.job = None
