"""What the tests of the plugin need of the process that they run in."""

from __future__ import annotations

import signal

# A shell starts its background jobs with SIGINT ignored, and their children inherit that; the tests that interrupt an
# inner run would interrupt nothing.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
