# The function that starts the process has waited for it before it returns it; only its exit code is read.
from subprocess import PIPE, Popen


def run(command: list[str]) -> Popen[bytes]:
    process = Popen(command, stdout=PIPE)
    process.communicate()
    return process


def build(folder: str) -> bool:
    done = run(["make", "-C", folder])
    return done.returncode == 0
