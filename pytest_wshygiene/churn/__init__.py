"""Growth that only repetition shows: run a scenario a prime number of times and look for what every cycle leaves.

Whatever grows in every cycle, and goes on growing when the cycles are repeated, was left behind by the scenario; what
a cache or an allocator adds once is not. The number of cycles is prime so that nothing divides by it by accident.

PYTEST_DONT_REWRITE
"""
