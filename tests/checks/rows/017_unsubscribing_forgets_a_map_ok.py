# The repair: unsubscribing takes the entry out of one map of two no longer.
class Gateway:
    def __init__(self, sio):
        self.sio = sio
        self.socket_rooms = {}
        self.job_watchers = {}

    async def on_subscribe_job(self, sid, data):
        room = f"job:{data['jobId']}"
        self.sio.enter_room(sid, room)
        self.job_watchers[(sid, room)] = data
        self.socket_rooms[(sid, room)] = True

    async def on_unsubscribe_job(self, sid, data):
        room = f"job:{data['jobId']}"
        self.sio.leave_room(sid, room)
        self.job_watchers.pop((sid, room), None)
        self.socket_rooms.pop((sid, room), None)
