# Fine: the cancellation is kept until the next step, where the program that is driven gets it.
async def drive(program, perform):
    step = next(program)
    while True:
        failure = None
        try:
            await perform(step)
        except BaseException as error:
            failure = error
        step = program.send(None) if failure is None else program.throw(failure)
