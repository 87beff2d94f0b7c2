# Fine: the function that is given the process waits for its end.
import subprocess


class Installer:
    def install(self, names):
        process = subprocess.Popen(["installer", *names], stdout=subprocess.PIPE)
        self._report(process)

    @staticmethod
    def _report(process):
        for line in process.communicate()[0].splitlines():
            print(line)
