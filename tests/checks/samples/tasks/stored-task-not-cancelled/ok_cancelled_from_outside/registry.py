# The other half: whoever removes a session ends its task.
def drop(session):
    session.pump_task.cancel()
