"""What the plugin itself calls, whatever a test puts in its place: frozen clocks, fake file systems, blocking guards.

freezegun and pyfakefs also replace the functions that a module has imported; they do not look into a namespace.
"""

import os
import select
import time
from types import SimpleNamespace

REAL = SimpleNamespace(
    open=os.open,
    close=os.close,
    listdir=os.listdir,
    stat=os.stat,
    fstat=os.fstat,
    readlink=os.readlink,
    get_inheritable=os.get_inheritable,
    select=select.select,
    monotonic=time.monotonic,
    thread_time=time.thread_time,
    sleep=time.sleep,
)
