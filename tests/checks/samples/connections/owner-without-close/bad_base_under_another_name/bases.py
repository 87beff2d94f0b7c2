class Driver:
    def turn_on(self):
        raise NotImplementedError
