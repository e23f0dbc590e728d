"""The codec: plain values come through unchanged, nothing else does, and no bytes lead the reader beyond its bounds."""

import math
import tracemalloc
from collections import Counter, OrderedDict, namedtuple
from contextlib import suppress
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from striate.sandbox.inside.codec import (
    Bounds,
    CodecError,
    Construct,
    NotPlainError,
    TooLargeError,
    decode,
    encode,
)
from striate.sandbox.inside.constructs import CONSTRUCTS

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
)
ARRAYS = npst.arrays(
    npst.scalar_dtypes() | npst.unicode_string_dtypes() | npst.byte_string_dtypes(),
    npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
).filter(lambda array: array.dtype.kind != "U" or not any("\ud800" <= c <= "\udfff" for c in "".join(array.flat)))
VALUES = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(SCALARS, inner, max_size=5)
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """The same type and value, NaN equal to NaN, arrays by dtype, shape and bytes."""
    if isinstance(one, np.ndarray | np.generic):
        little = np.asarray(one).astype(np.asarray(one).dtype.newbyteorder("<"))
        back = np.asarray(other)
        return little.dtype == back.dtype and little.shape == back.shape and little.tobytes() == back.tobytes()
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one), list(other)) and same(list(one.values()), list(other.values()))
    if isinstance(one, float):
        return (one == other and math.copysign(1, one) == math.copysign(1, other)) or (one != one and other != other)
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    return bool(one == other)


@settings(max_examples=150, deadline=None)
@given(VALUES)
def test_plain_values_come_through_unchanged(value: Any) -> None:
    assert same(value, decode(encode(value)))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_or_one_kind_of_error(message: bytes) -> None:
    with suppress(CodecError):
        decode(message)


@settings(max_examples=200, deadline=None)
@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=6)), st.data())
def test_any_msgpack_is_a_value_or_one_kind_of_error(tree: Any, data: st.DataObject) -> None:
    message = _packed(tree)
    tag = data.draw(st.sampled_from(["l", "t", "d", "a", "s", "c", "i", "x", "?"]))
    items = tree if isinstance(tree, list) else [tree]
    for candidate in (message, _packed([tag, *items]), _packed([tag, "<f8", [2, 3], b"x" * 48])):
        with suppress(CodecError):
            decode(candidate)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.integers(0, 10**6), st.integers(1, 255))
def test_a_message_changed_in_one_byte_is_a_value_or_one_kind_of_error(value: Any, where: int, by: int) -> None:
    message = bytearray(encode(value))
    message[where % len(message)] ^= by
    with suppress(CodecError):
        decode(bytes(message))


def _packed(tree: Any) -> bytes:
    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(item) for item in value]
        if isinstance(value, int) and not -(2**63) <= value < 2**64:
            return 0
        return str(value) if isinstance(value, complex) else value

    return bytes(msgpack.packb(plain(tree), unicode_errors="surrogatepass"))


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xdd\xff\xff\xff\xff",  # an array of four thousand million
        b"\xc6\xff\xff\xff\xff",  # as many bytes
        b"\xdb\xff\xff\xff\xff",  # as much text
        b"\x91" * 100_000,
        _packed(["l"] + [["l"]] * 500_000),
        _packed(["a", "<U0", [2**39, 2**39], b""]),
        _packed(["a", "<f8", [2**63 - 1, 2], b"0" * 16]),
        _packed(["a", "<f8", [-1, -1], b"0" * 8]),
        _packed(["a", "<f8", [0] * 33, b""]),
        _packed(["a", "|O", [1], b"0" * 8]),
        _packed(["a", "<f8,<f8", [1], b"0" * 16]),
        _packed(["a", "<V8", [1], b"0" * 8]),
        _packed(["a", "<f8", [True], b"0" * 8]),
        _packed(["i", b"\x7f" * 1_000_000]),
        _packed(["x", "seeded", ["t", 1]]),
        _packed({"a": 1}),
        msgpack.packb(msgpack.ExtType(1, b"x")),
        msgpack.packb(msgpack.Timestamp(1)),
        _packed([1]) + b"\x00",
    ],
)
def test_a_hostile_message_is_refused_before_anything_is_allocated(message: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(CodecError):
            decode(message)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40e6 + 3 * len(message)


def test_a_boolean_array_holds_only_true_and_false() -> None:
    array = decode(_packed(["a", "|b1", [2], b"\x02\x00"]))
    assert array.view(np.uint8).tolist() == [1, 0]


def test_text_that_python_cannot_hold_is_refused() -> None:
    for code in (0x110000, 0xFFFFFFFF, 0xD800):
        with pytest.raises(CodecError):
            decode(_packed(["a", "<U1", [1], code.to_bytes(4, "little")]))


def test_a_dict_of_colliding_keys_is_refused() -> None:
    keys = [n * (2**61 - 1) for n in range(1, 20_000)]
    flat = [part for key in keys for part in (key % 2**63, 0)]
    with pytest.raises(CodecError):
        decode(_packed(["d", *flat]))
    with pytest.raises(TooLargeError):
        encode(dict.fromkeys(range(5000)))


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (object(), "object"),
        ((n for n in range(3)), "generator"),
        ({1, 2}, "set"),
        (..., "ellipsis"),
        (len, "builtin_function_or_method"),
        (np.array([object()]), "array of object"),
        (np.zeros(2, "i4,f8"), "array of [('f0', '<i4'), ('f1', '<f8')]"),
        ({frozenset(): 1}, "dict with a key of type frozenset"),
        ([1, [iter(())]], "tuple_iterator"),
        ("\ud800", "str with half of a surrogate pair"),
    ],
)
def test_what_has_no_plain_form_is_named(value: Any, name: str) -> None:
    with pytest.raises(NotPlainError) as caught:
        encode(value)
    assert caught.value.type_name == name


def test_values_beyond_the_bounds_are_refused_before_they_are_copied() -> None:
    endless: list[Any] = []
    endless.append(endless)
    huge = np.broadcast_to(np.zeros(1), (10**6, 10**6))
    for value in (endless, huge, [0] * 400_000, b"x" * 10**8, "x" * 10**8, 2**20_000):
        with pytest.raises(TooLargeError):
            encode(value)
    with pytest.raises(TooLargeError):
        encode("xyz", Bounds(bytes=5))


def test_what_is_encoded_within_bounds_is_decoded_within_the_same_bounds() -> None:
    bounds = Bounds(bytes=5000, nodes=400)
    for value in (["x" * 4900], [[n, (n,)] for n in range(80)], [np.zeros((2, 2))] * 40, np.zeros(600), {1: 2}):
        assert same(value, decode(encode(value, bounds), bounds))


def test_subclasses_arrive_as_the_plain_type_without_their_methods_being_called() -> None:
    class Trap:
        def __getattribute__(self, name: str) -> Any:
            raise AssertionError(name)

    class List(Trap, list):  # type: ignore[type-arg]
        __iter__ = __len__ = None  # type: ignore[assignment]

    class Float(Trap, float):
        __float__ = None  # type: ignore[assignment]

    class Array(np.ndarray):
        def __array_finalize__(self, other: Any) -> None:
            if other is not None:
                raise AssertionError

        def tobytes(self, *args: Any) -> bytes:
            raise AssertionError

    point = namedtuple("point", "x y")
    for value, plain in (
        (List([1, 2]), [1, 2]),
        (Float(1.5), 1.5),
        (point(1, 2), (1, 2)),
        (OrderedDict(a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
    ):
        assert same(plain, decode(encode(value)))
    assert same(np.zeros(3), decode(encode(np.ndarray.__new__(Array, 3, buffer=bytes(24)))))


def test_arrays_arrive_writable_and_apart() -> None:
    one, other = decode(encode([np.zeros(3), np.zeros(3)]))
    one[0] = 1
    assert other[0] == 0


def test_constructs_are_built_from_the_fixed_list_only() -> None:
    array = np.arange(12.0).reshape(3, 4)
    view, generator = decode(encode((Construct("view", (array,)), Construct("seeded", (7,)))), constructs=CONSTRUCTS)
    assert not view.flags.c_contiguous
    assert np.array_equal(view, array)
    assert generator.random() == np.random.default_rng(7).random()
    for name in ("eval", "__class__", "default_rng"):
        with pytest.raises(CodecError):
            decode(encode(Construct(name, (1,))), constructs=CONSTRUCTS)
    with pytest.raises(CodecError):
        decode(encode(Construct("view", (array,))))


def test_a_view_is_not_contiguous_whatever_the_shape() -> None:
    for shape in ((5,), (1, 5), (5, 1), (2, 3, 4)):
        view = CONSTRUCTS["view"](np.ones(shape))
        assert view.shape == shape
        assert not view.flags.c_contiguous
