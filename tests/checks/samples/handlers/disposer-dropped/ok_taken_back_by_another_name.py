# A scheduler that only its name tells: the same object has a method of its own that takes the function back.
class Poll:
    def __init__(self, scheduler):
        self.scheduler = scheduler
        self.scheduler.add_job(self.poll, "interval", seconds=3)

    def poll(self): ...

    def close(self):
        self.scheduler.cancel_job(self.poll)
