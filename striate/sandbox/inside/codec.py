"""Plain values to bytes and back, within bounds, on both sides of the sandbox's wall.

The bytes are msgpack. Scalars stand for themselves; everything else is a msgpack array that begins with a one-letter
tag. No map and no extension type is ever used, so nothing is built that this module has not counted first.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from msgpack import Packer, Unpacker


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


Registry = Mapping[str, Callable[..., Any]]

# "<" and "|" only: arrays travel in little-endian order, whatever the processor.
_DTYPE = re.compile(
    r"\|b1|\|S[1-9]\d{0,8}|<U[1-9]\d{0,8}|[<|][iufc]\d{1,2}|<[mM]8(\[\d{0,9}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)
_KINDS = "biufcUSmM"
_DIMENSIONS = 32
_SCALARS = (type(None), bool, int, float, complex, str, bytes)
_ARRAY_HEADS = frozenset(range(0x90, 0xA0)) | {0xDC, 0xDD}
_REFUSED_HEADS = (
    frozenset(range(0x80, 0x90)) | frozenset(range(0xC7, 0xCA)) | frozenset(range(0xD4, 0xD9)) | {0xC1, 0xDE, 0xDF}
)


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
    writer = _Writer(bounds or Bounds())
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
    reader = _Reader(message, bounds or Bounds(), constructs or {})
    try:
        value = reader.read(0)
    except CodecError:
        raise
    except Exception as error:  # msgpack has a dozen ways to refuse; a hostile message must not find a thirteenth
        raise CodecError(f"the message cannot be read: {type(error).__name__}") from None
    if reader.position != len(message):
        raise CodecError("the message goes on after its end")
    return value


class _Writer:
    def __init__(self, bounds: Bounds) -> None:
        self.packer = Packer(autoreset=False, use_bin_type=True)
        self._bounds = bounds
        self._nodes = 0
        self._bytes = 0

    def write(self, value: Any, depth: int) -> None:
        self._take(1, 9)
        if depth > self._bounds.depth:
            raise TooLargeError("the value is nested too deeply")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            self.packer.pack(value)
        elif kind is int:
            self._integer(value)
        elif kind is str:
            self._text(value)
        elif kind is bytes:
            self._take(0, len(value))
            self.packer.pack(value)
        elif kind is complex:
            self._tagged("c", 2)
            self.packer.pack(value.real)
            self.packer.pack(value.imag)
        elif kind is list or kind is tuple:
            self._tagged("l" if kind is list else "t", len(value))
            for item in value:
                self.write(item, depth + 1)
        elif kind is dict:
            self._dict([*value.items()], depth)
        elif kind is np.ndarray:
            self._array("a", value)
        elif issubclass(kind, np.generic):
            self._array("s", np.asarray(value))
        elif kind is Construct:
            self._tagged("x", 2)
            self.write(value.name, depth + 1)
            self.write(value.args, depth + 1)
        else:
            self._subclass(value, kind, depth)

    def _subclass(self, value: Any, kind: type, depth: int) -> None:
        """Write a subclass of a plain type as that type, through the methods of the plain type itself."""
        if issubclass(kind, np.ndarray):
            self._array("a", np.ndarray.view(value, np.ndarray))
        elif issubclass(kind, dict):
            self._dict([*dict.items(value)], depth)
        else:
            for base, plain in _BASES:
                if issubclass(kind, base):
                    return self.write(plain(value), depth)
            raise NotPlainError(type_name(value))
        return None

    def _integer(self, value: int) -> None:
        if -(2**63) <= value < 2**64:
            self.packer.pack(value)
        elif value.bit_length() > self._bounds.integer_bits:
            raise TooLargeError("an integer has too many digits")
        else:
            self._tagged("i", 1)
            self._take(0, value.bit_length() // 8)
            self.packer.pack(value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True))

    def _text(self, value: str) -> None:
        self._take(0, len(value))
        try:
            raw = value.encode()
        except UnicodeEncodeError:
            raise NotPlainError("str with half of a surrogate pair") from None
        self._take(0, len(raw) - len(value))
        self.packer.pack(value)

    def _dict(self, pairs: list[tuple[Any, Any]], depth: int) -> None:
        if len(pairs) > self._bounds.entries:
            raise TooLargeError("a dict has too many entries")
        self._tagged("d", 2 * len(pairs))
        for key, item in pairs:
            if not _is_key(key):
                raise NotPlainError(f"dict with a key of type {type_name(key)}")
            self.write(key, depth + 1)
            self.write(item, depth + 1)

    def _array(self, tag: str, array: Any) -> None:
        if type(array) is not np.ndarray or array.dtype.kind not in _KINDS or array.itemsize == 0:
            raise NotPlainError(f"array of {array.dtype}" if type(array) is np.ndarray else type_name(array))
        if array.ndim > _DIMENSIONS:
            raise TooLargeError("an array has too many dimensions")
        # Counted before the copy below: a broadcast array of a few bytes may claim to be of any size.
        self._take(array.ndim, array.nbytes + 9 * array.ndim + 32)
        ordered = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        data = ordered.tobytes()
        if ordered.dtype.kind == "U" and not _is_text(data):
            raise NotPlainError("array of text with invalid characters")
        self._tagged(tag, 3)
        self.packer.pack(ordered.dtype.str)
        self.packer.pack_array_header(array.ndim)
        for size in array.shape:
            self.packer.pack(size)
        self.packer.pack(data)

    def _tagged(self, tag: str, items: int) -> None:
        # Counted here too, so that a list of a billion is refused before its first item is written.
        if items > self._bounds.nodes:
            raise TooLargeError("the value has too many parts")
        self.packer.pack_array_header(1 + items)
        self.packer.pack(tag)
        self._take(0, 8)

    def _take(self, nodes: int, size: int) -> None:
        self._nodes += nodes
        self._bytes += size
        if self._nodes > self._bounds.nodes:
            raise TooLargeError("the value has too many parts")
        if self._bytes > self._bounds.bytes:
            raise TooLargeError("the value takes too many bytes")


class _Reader:
    def __init__(self, message: bytes, bounds: Bounds, constructs: Registry) -> None:
        if len(message) > bounds.bytes:
            raise TooLargeError("the message takes too many bytes")
        self._message = message
        self._bounds = bounds
        self._constructs = constructs
        self._nodes = 0
        size = max(len(message), 1)
        self._unpacker = Unpacker(max_buffer_size=size, max_str_len=size, max_bin_len=size, raw=False)
        self._unpacker.feed(message)

    @property
    def position(self) -> int:
        return int(self._unpacker.tell())

    def read(self, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > self._bounds.nodes:
            raise TooLargeError("the message has too many parts")
        if depth > self._bounds.depth:
            raise TooLargeError("the message is nested too deeply")
        head = self._head()
        if head not in _ARRAY_HEADS:
            return self._scalar(head)
        items = self._items() - 1
        tag = self._scalar(self._head())
        if tag == "l":
            return [self.read(depth + 1) for _ in range(items)]
        if tag == "t":
            return tuple([self.read(depth + 1) for _ in range(items)])
        if tag == "d" and items % 2 == 0 and items // 2 <= self._bounds.entries:
            return {self._key(depth + 1): self.read(depth + 1) for _ in range(items // 2)}
        if tag == "a" and items == 3:
            return self._array()
        if tag == "s" and items == 3:
            scalar = self._array()
            if scalar.shape != ():
                raise CodecError("a scalar has a shape")
            return scalar[()]
        if tag == "c" and items == 2:
            return complex(self._typed(float), self._typed(float))
        if tag == "i" and items == 1:
            raw = self._typed(bytes)
            if 8 * len(raw) > self._bounds.integer_bits + 8:
                raise TooLargeError("an integer has too many digits")
            return int.from_bytes(raw, "little", signed=True)
        if tag == "x" and items == 2:
            return self._construct(depth)
        raise CodecError("the message has an unknown tag")

    def _head(self) -> int:
        return self._message[self.position]

    def _items(self) -> int:
        items = int(self._unpacker.read_array_header())
        if items < 1 or items > self._bounds.nodes + 1:
            raise CodecError("the message has an array of a wrong length")
        return items

    def _scalar(self, head: int) -> Any:
        if head in _REFUSED_HEADS or head in _ARRAY_HEADS:
            raise CodecError("the message has a part of an unknown kind")
        return self._unpacker.unpack()

    def _typed(self, kind: type) -> Any:
        value = self._scalar(self._head())
        if type(value) is not kind:
            raise CodecError("the message has a part of a wrong type")
        return value

    def _key(self, depth: int) -> Any:
        key = self.read(depth)
        if not _is_key(key):
            raise CodecError("the message has a dict with an unusable key")
        return key

    def _array(self) -> Any:
        spelling = self._typed(str)
        if not _DTYPE.fullmatch(spelling):
            raise CodecError("the message has an array of an unknown type")
        dtype = np.dtype(spelling)
        if self._head() not in _ARRAY_HEADS:
            raise CodecError("the message has an array without a shape")
        dimensions = int(self._unpacker.read_array_header())
        if dimensions > _DIMENSIONS:
            raise TooLargeError("an array has too many dimensions")
        self._nodes += dimensions
        shape = tuple([self._typed(int) for _ in range(dimensions)])
        data = self._typed(bytes)
        if any(not 0 <= size < 2**40 for size in shape) or math.prod(shape) * dtype.itemsize != len(data):
            raise CodecError("an array's shape does not fit its bytes")
        if dtype.kind == "U" and not _is_text(data):
            raise CodecError("an array of text has invalid characters")
        if dtype.kind == "b":  # a byte other than 0 and 1 would make a boolean that equals neither True nor False
            return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
        return np.frombuffer(data, dtype).reshape(shape).copy()

    def _construct(self, depth: int) -> Any:
        name = self._typed(str)
        args = self.read(depth + 1)
        if name not in self._constructs or type(args) is not tuple:
            raise CodecError("the message asks for an unknown construction")
        return self._constructs[name](*args)


_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__pos__),
    (float, float.__pos__),
    (complex, complex.__pos__),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (list, lambda value: list.__getitem__(value, slice(None))),
    (tuple, lambda value: tuple.__getitem__(value, slice(None))),
)


def type_name(value: Any) -> str:
    """The name of a value's class, bounded, and read so that the class has no say in it."""
    name = type.__dict__["__name__"].__get__(type(value))
    return str.__getitem__(name, slice(100))


def _is_key(key: Any) -> bool:
    kind = type(key)
    if kind is tuple:
        return all(_is_key(part) for part in key)
    return kind in _SCALARS or (issubclass(kind, np.generic) and kind.__module__ == "numpy")


def _is_text(data: bytes) -> bool:
    codes = np.frombuffer(data, "<u4")
    return bool(np.all((codes < 0xD800) | ((codes > 0xDFFF) & (codes < 0x110000))))
