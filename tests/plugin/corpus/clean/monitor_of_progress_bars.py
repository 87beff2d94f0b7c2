# clean: a library starts a thread for itself at its first use, and keeps it in a variable of its own class
import pytest
from tqdm import tqdm


@pytest.mark.parametrize("number", range(2))
def test_bar(number):
    assert sum(tqdm(range(number + 1))) == number
    assert tqdm.monitor.is_alive()
