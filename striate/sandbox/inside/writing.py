"""A plain value to msgpack, without calling a method that the value's own class could have redefined."""

from collections.abc import Callable
from typing import Any

import numpy as np
from msgpack import Packer

from .plain import DIMENSIONS, Bounds, Construct, NotPlainError, TooLargeError, is_key, is_text, type_name

_KINDS = "biufcUSmM"


class Writer:
    """Writes one value into ``packer``, counting as it goes."""

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
            if not is_key(key):
                raise NotPlainError(f"dict with a key of type {type_name(key)}")
            self.write(key, depth + 1)
            self.write(item, depth + 1)

    def _array(self, tag: str, array: Any) -> None:
        if type(array) is not np.ndarray or array.dtype.kind not in _KINDS or array.itemsize == 0:
            raise NotPlainError(f"array of {array.dtype}" if type(array) is np.ndarray else type_name(array))
        if array.ndim > DIMENSIONS:
            raise TooLargeError("an array has too many dimensions")
        # Counted before the copy below: a broadcast array of a few bytes may claim to be of any size.
        self._take(array.ndim, array.nbytes + 9 * array.ndim + 32)
        ordered = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        data = ordered.tobytes()
        if ordered.dtype.kind == "U" and not is_text(data):
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


_BASES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (int, int.__pos__),
    (float, float.__pos__),
    (complex, complex.__pos__),
    (str, str.__str__),
    (bytes, lambda value: bytes.__getitem__(value, slice(None))),
    (list, lambda value: list.__getitem__(value, slice(None))),
    (tuple, lambda value: tuple.__getitem__(value, slice(None))),
)
