"""msgpack to a plain value, where the bytes may be anything: every size is checked before it is allocated."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from msgpack import Unpacker

from .plain import DIMENSIONS, Bounds, CodecError, TooLargeError, is_key, is_text

Registry = Mapping[str, Callable[..., Any]]
"""What `Construct` names stand for."""

# "<" and "|" only: arrays travel in little-endian order, whatever the processor.
_DTYPE = re.compile(
    r"\|b1|\|S[1-9]\d{0,8}|<U[1-9]\d{0,8}|[<|][iufc]\d{1,2}|<[mM]8(\[\d{0,9}(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?"
)
_ARRAY_HEADS = frozenset(range(0x90, 0xA0)) | {0xDC, 0xDD}
_REFUSED_HEADS = (
    frozenset(range(0x80, 0x90)) | frozenset(range(0xC7, 0xCA)) | frozenset(range(0xD4, 0xD9)) | {0xC1, 0xDE, 0xDF}
)


class Reader:
    """Reads one value. Any exception means that the message is bad; `CodecError` says how."""

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
        if not is_key(key):
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
        if dimensions > DIMENSIONS:
            raise TooLargeError("an array has too many dimensions")
        self._nodes += dimensions
        shape = tuple([self._typed(int) for _ in range(dimensions)])
        data = self._typed(bytes)
        if any(not 0 <= size < 2**40 for size in shape) or math.prod(shape) * dtype.itemsize != len(data):
            raise CodecError("an array's shape does not fit its bytes")
        if dtype.kind == "U" and not is_text(data):
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
