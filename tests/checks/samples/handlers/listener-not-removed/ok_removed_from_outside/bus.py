# The server removes the session's handler when it drops the session.
from pyee import EventEmitter

BUS = EventEmitter()
