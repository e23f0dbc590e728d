"""What a plain value is, and how large one may be: what writing and reading have in common."""

from dataclasses import dataclass
from typing import Any

import numpy as np

DIMENSIONS = 32
SCALARS = (type(None), bool, int, float, complex, str, bytes)


@dataclass(frozen=True)
class Bounds:
    """What a message may hold: bytes and values in all, levels of nesting, entries of one dict, bits of one integer.

    Integers are kept short enough for Python to print them. Dicts are kept small because their keys can be
    chosen to collide, and then the work grows with the square of the number of entries.
    """

    bytes: int = 64 << 20
    nodes: int = 300_000
    depth: int = 32
    entries: int = 4096
    integer_bits: int = 10_000


class CodecError(ValueError):
    """Bytes that are not a message of ours."""


class TooLargeError(CodecError):
    """A value or a message beyond the bounds."""


class NotPlainError(CodecError):
    """A value that has no plain form. ``type_name`` says what it was."""

    def __init__(self, type_name: str) -> None:
        super().__init__(f"a value of type {type_name} has no plain form")
        self.type_name = type_name


@dataclass(frozen=True)
class Construct:
    """An argument that the receiving side builds: a name from its fixed registry, and plain arguments."""

    name: str
    args: tuple[Any, ...] = ()


def type_name(value: Any) -> str:
    """The name of a value's class, bounded, and read so that the class has no say in it."""
    name = type.__dict__["__name__"].__get__(type(value))
    return str.__getitem__(name, slice(100))


def is_key(key: Any) -> bool:
    """Whether a value may be a key of a dict here: hashable by itself, with a class that has no say in it."""
    kind = type(key)
    if kind is tuple:
        return all(is_key(part) for part in key)
    return kind in SCALARS or (issubclass(kind, np.generic) and kind.__module__ == "numpy")


def is_text(data: bytes) -> bool:
    """Whether these bytes of a NumPy text array are characters that Python knows, without halves of pairs."""
    codes = np.frombuffer(data, "<u4")
    return bool(np.all((codes < 0xD800) | ((codes > 0xDFFF) & (codes < 0x110000))))
