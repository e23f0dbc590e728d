"""Plain values to bytes and back, within bounds, on both sides of the sandbox's wall.

The bytes are msgpack. Scalars stand for themselves; everything else is a msgpack array that begins with a one-letter
tag. No map and no extension type is ever used, so nothing is built that has not been counted first.
"""

from typing import Any

from .plain import Bounds, CodecError, Construct, NotPlainError, TooLargeError, type_name
from .reading import Reader, Registry
from .writing import Writer

__all__ = [
    "Bounds",
    "CodecError",
    "Construct",
    "NotPlainError",
    "Registry",
    "TooLargeError",
    "decode",
    "encode",
    "type_name",
]


def encode(value: Any, bounds: Bounds | None = None) -> bytes:
    """Plain value to bytes. Calls no method that the value's own class could have redefined.

    Raises
    ------
    NotPlainError
        The value, or a part of it, is not made of None, bool, int, float, complex, str, bytes, list, tuple, dict,
        `Construct`, and NumPy scalars and arrays of numbers, booleans, text and dates (or of subclasses of these, which
        arrive as their base).
    TooLargeError
        The value is beyond the bounds.
    """
    writer = Writer(bounds or Bounds())
    writer.write(value, 0)
    return bytes(writer.packer.bytes())


def decode(message: bytes, bounds: Bounds | None = None, constructs: Registry | None = None) -> Any:
    """Bytes to plain value. Arrays arrive writable, in C order, each with memory of its own.

    Parameters
    ----------
    message : what `encode` gave, or anything at all.
    constructs : what `Construct` names stand for; without it a message that holds one is refused.

    Raises
    ------
    CodecError
        The bytes are not such a message, or are beyond the bounds. Nothing else is ever raised.
    """
    reader = Reader(message, bounds or Bounds(), constructs or {})
    try:
        value = reader.read(0)
    except CodecError:
        raise
    except Exception as error:  # msgpack has a dozen ways to refuse; a hostile message must not find a thirteenth
        raise CodecError(f"the message cannot be read: {type(error).__name__}") from None
    if reader.position != len(message):
        raise CodecError("the message goes on after its end")
    return value
