# Fine: in the background the command outlives the call, and the caller gets its process id to end it with.
import subprocess


def run(command, background):
    if background:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        return {"pid": process.pid, "output": None}
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output, _ = process.communicate()
    return {"pid": None, "output": output}
