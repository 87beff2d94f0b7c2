"""Wrapped functions are given back as they were, whoever else has wrapped them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_wshygiene.ownership.patching import Patches


class Base:
    def greet(self) -> str:
        "Say it."
        return "hello"

    @classmethod
    def make(cls) -> str:
        return cls.__name__

    @staticmethod
    def plain() -> str:
        return "plain"


class Derived(Base):
    pass


def layer(mark: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args: f"{mark}({original(*args)})"

    return make


def test_wrapper_keeps_the_name_and_the_docstring() -> None:
    patches = Patches()
    patches.wrap(Base, "greet", layer("a"))
    assert (Base.greet.__name__, Base.greet.__doc__) == ("greet", "Say it.")
    assert Base().greet() == "a(hello)"
    patches.undo()


def test_undo_puts_back_the_very_object_and_takes_away_what_was_inherited() -> None:
    before = dict(vars(Base)), dict(vars(Derived))
    patches = Patches()
    patches.wrap(Base, "greet", layer("a"))
    patches.wrap(Derived, "greet", layer("b"))
    assert (Base().greet(), Derived().greet()) == ("a(hello)", "b(a(hello))")
    assert patches.undo() == []
    assert (dict(vars(Base)), dict(vars(Derived))) == before


def test_class_and_static_methods_come_back_as_such() -> None:
    before = dict(vars(Base))
    patches = Patches()
    patches.wrap(Base, "plain", layer("a"))
    patches.wrap(Base, "make", layer("a"))
    assert Base.plain() == "a(plain)"
    assert patches.undo() == []
    assert dict(vars(Base)) == before
    assert Derived.make() == "Derived"


def test_second_wrap_of_one_name_does_nothing_and_a_missing_name_is_left_alone() -> None:
    patches = Patches()
    patches.wrap(Base, "greet", layer("a"))
    patches.wrap(Base, "greet", layer("b"))
    patches.wrap(Base, "nothing", layer("c"))
    assert Base().greet() == "a(hello)"
    assert patches.undo() == []
    assert not hasattr(Base, "nothing")


def test_two_sets_of_patches_are_undone_in_reverse() -> None:
    original = Base.greet
    first, second = Patches(), Patches()
    first.wrap(Base, "greet", layer("a"))
    second.wrap(Base, "greet", layer("b"))
    assert second.undo() == []
    assert Base().greet() == "a(hello)"
    assert first.undo() == []
    assert Base.greet is original


def test_wrapper_of_somebody_else_is_left_and_named() -> None:
    original = Base.greet
    patches = Patches()
    patches.wrap(Base, "greet", layer("ours"))
    patches.wrap(Base, "plain", layer("ours"))
    ours = Base.greet

    def theirs(self: Base) -> str:
        return f"theirs({ours(self)})"

    Base.greet = theirs  # type: ignore[method-assign]
    try:
        assert patches.undo() == ["Base.greet"]
        assert Base.greet is theirs
        assert Base.plain() == "plain"
    finally:
        Base.greet = original  # type: ignore[method-assign]


def test_patches_can_be_used_again() -> None:
    patches = Patches()
    for _ in range(2):
        patches.wrap(Base, "greet", layer("a"))
        assert Base().greet() == "a(hello)"
        assert patches.undo() == []
        assert Base().greet() == "hello"
