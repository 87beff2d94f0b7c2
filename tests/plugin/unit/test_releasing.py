"""Whose class it is that advice names a method of."""

from __future__ import annotations

import datetime
from pathlib import PurePath

import pytest

from pytest_wshygiene.evidence.releasing import _is_from


@pytest.mark.parametrize("cls", [datetime.date, datetime.tzinfo])
def test_a_class_made_in_c_is_from_the_module_that_it_names(cls: type) -> None:
    assert _is_from(cls, {PurePath(datetime.__file__)})
    assert not _is_from(cls, {PurePath(pytest.__file__).parent})
