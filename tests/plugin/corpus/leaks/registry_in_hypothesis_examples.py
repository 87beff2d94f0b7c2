# run: discover
# leak: registry | test_codes | LAST | made in example test_codes(code=0)
"""A list that grows in each example of a property; the first example is named."""

import hypothesis.strategies as st
from hypothesis import given, settings

LAST = []


def encode(code):
    LAST.append(code)  # <- born
    return str(code)


@settings(max_examples=5, deadline=None, database=None)
@given(code=st.integers(0, 9))
def test_codes(code):
    assert int(encode(code)) == code
