"""The form of a guard that is declared by hand, since no statement of the code shows it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A text that stands once in a file, and what stands in its place without the guard.

    ``why`` names what the guard prevents. ``held_by`` are test files, or tests in them as pytest
    names them; one of those tests must fail.
    """

    path: str
    text: str
    instead: str
    why: str
    held_by: tuple[str, ...]


def of(path: str, *held_by: str, rows: Iterable[tuple[str, str, str]]) -> tuple[Declared, ...]:
    """Return the guards of a file that the same tests hold: text, replacement and reason."""
    return tuple(
        Declared(path=path, text=text, instead=instead, why=why, held_by=held_by)
        for text, instead, why in rows
    )
