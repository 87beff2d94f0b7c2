# Fine: the outputs are those of the configuration, set up once and for all; one that is away may come back.
class Fan:
    def __init__(self, outputs):
        self._outputs = []
        for output in outputs:
            self._outputs.append(output)

    def deliver(self, data):
        for output in self._outputs:
            try:
                output.send(data)
            except OSError:
                pass
