# One of the two is a plain function, and which is called is not known before the program runs.
class Quiet:
    def say(self, text):
        pass


class Loud(Quiet):
    async def say(self, text):
        print(text)


def tell(someone: Quiet):
    someone.say("hello")
