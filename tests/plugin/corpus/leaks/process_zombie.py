# leak: process | test_hook_is_killed | release   `process_zombie.HOOKS['pre'].wait()`
"""Killed but never waited for: a zombie."""

import subprocess
import sys

HOOKS = {}


def test_hook_is_killed():
    hook = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)  # <- born
    HOOKS["pre"] = hook
    hook.stdin.close()
    hook.kill()
