"""How the exercises of the lesson `padding_and_stride` are judged."""

from collections.abc import Iterator

import numpy as np

from solutions.padding_and_stride import (
    break_rounding_up,
    conv2d,
    corner_and_middle,
    output_size,
    same_padding,
    same_pads,
    shrinkage,
    stride_two_cost,
    tensorflow_centre,
    untouched_pixel,
    why_odd,
    windows_covering,
    zero_pad,
)
from striate.exercise import (
    AnyExercise,
    BreakIt,
    Case,
    Construct,
    Exercise,
    Forbid,
    Misconception,
    Property,
    Question,
)

# Single functions of the package, not all of it: `mine` may hand out its `cross_correlate`, which is taught before.
NO_READY_MADE = Forbid(
    (
        "striate.nn.functional.*",
        "striate.nn.functional.zero_pad",
        "striate.nn.functional.same_padding",
        "striate.nn.functional.output_size",
        "striate.nn.functional.conv2d",
        "striate.nn.functional.same_pads",
        "scipy",
        "skimage",
        "cv2",
        "torch",
        "tensorflow",
    ),
    "Here the function is yours to write, with NumPy alone: a finished one would leave nothing to learn.",
)


def _digits(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Whole numbers from 1 to 9 of either sign: exact in every float type, and never zero."""
    numbers: np.ndarray = rng.integers(1, 10, shape) * rng.choice([-1, 1], shape)
    return numbers


# zero_pad


def pad_every_axis(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, pad)


def pad_batch_and_height(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((pad, pad), (pad, pad), (0, 0), (0, 0)))


def pad_width_and_channels(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((0, 0), (0, 0), (pad, pad), (pad, pad)))


def pad_only_after(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((0, 0), (0, pad), (0, pad), (0, 0)))


def pad_only_before(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((0, 0), (pad, 0), (pad, 0), (0, 0)))


def pad_always_one(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((0, 0), (1, 1), (1, 1), (0, 0)))


def pad_by_repeating(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="edge")


def pad_with_ones(X: np.ndarray, pad: int) -> np.ndarray:
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), constant_values=1)


def pad_slicing_to_minus_pad(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    padded[:, pad:-pad, pad:-pad, :] = X
    return padded


def pad_into_whole_numbers(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C), dtype=int)
    padded[:, pad : pad + n_H, pad : pad + n_W, :] = X
    return padded


def pad_losing_the_sign(X: np.ndarray, pad: int) -> np.ndarray:
    padded: np.ndarray = np.abs(np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0))))
    return padded


def pad_into_bytes(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    padded[:, pad : pad + n_H, pad : pad + n_W, :] = np.clip(X, 0, 255)
    return padded


def pad_first_picture_only(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    padded[:, pad : pad + n_H, pad : pad + n_W, :] = X[0]
    return padded


def zero_pad_by_slicing(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C), dtype=X.dtype)
    padded[:, pad : n_H + pad, pad : n_W + pad] = X
    return padded


def zero_pad_by_joining(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    side = np.zeros((m, n_H, pad, n_C))
    wide = np.concatenate([side, X, side], axis=2)
    bar = np.zeros((m, pad, n_W + 2 * pad, n_C))
    return np.concatenate([bar, wide, bar], axis=1)


def zero_pad_by_loops(X: np.ndarray, pad: int) -> np.ndarray:
    m, n_H, n_W, n_C = X.shape
    padded = np.zeros((m, n_H + 2 * pad, n_W + 2 * pad, n_C))
    for k in range(m):
        for i in range(n_H):
            for j in range(n_W):
                padded[k, pad + i, pad + j] = X[k, i, j]
    return padded


def _one_picture(rng: np.random.Generator) -> Iterator[Case]:
    for n_H, n_W, pad in ((2, 5, 1), (4, 3, 2), (1, 2, 3), (3, 2, 5)):
        yield Case((_digits(rng, 1, n_H, n_W, 1), pad), note="height and width that differ")


def _batches(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 3, 2, 4, 2), 1), note="three pictures of two channels")
    yield Case((_digits(rng, 2, 4, 3, 3), 2), note="two colour pictures")
    yield Case((_digits(rng, 2, 2, 3, 6), 4), note="two pictures of six channels")


def _no_frame(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 2, 3, 2, 2), 0), note="pad 0")


def _number_types(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((rng.integers(1, 256, (2, 3, 2, 3)).astype(np.uint8), 1), note="pictures of one byte a number")
    yield Case((70000 * _digits(rng, 1, 2, 3, 2), 1), note="large whole numbers")
    yield Case((rng.normal(size=(2, 2, 3, 2)), 1), note="fractions")
    yield Case((_digits(rng, 2, 2, 3, 2).astype(np.float32) / 4, 2), note="numbers of type float32")
    yield Case((Construct("view", (rng.normal(size=(2, 3, 4, 2)),)), 1), note="an array that is a view of another")


def _twice(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 2, 3, 4, 2), 1), times=2, note="a second call with the same array")


ZERO_PAD = Exercise(
    target=zero_pad,
    points=2,
    minutes=5,
    properties=(
        Property(
            "a frame around one grey picture",
            2,
            public=(
                Case(
                    (np.array([1, -2, 3, -4, 5, 6]).reshape(1, 2, 3, 1), 1), note="a picture of 2 × 3 pixels and pad 1"
                ),
            ),
            hidden=_one_picture,
        ),
        Property(
            "batch and channels keep their size",
            2,
            public=(Case((np.arange(-12, 0).reshape(2, 1, 2, 3), 2), note="two colour pictures and pad 2"),),
            hidden=_batches,
        ),
        Property(
            "pad 0 changes nothing",
            public=(Case((np.arange(-4, 0).reshape(1, 2, 2, 1), 0), note="pad 0"),),
            hidden=_no_frame,
        ),
        Property(
            "numbers of any type and sign",
            public=(
                Case((np.array([0.1, -0.5, -2.75, 3]).reshape(1, 2, 2, 1), 1), note="fractions of either sign"),
                Case((np.array([70000, -300, 256, 5]).reshape(1, 2, 2, 1), 1), note="large whole numbers"),
            ),
            hidden=_number_types,
        ),
        Property(
            "called twice with the same array",
            0.5,
            public=(Case((np.arange(-4, 0).reshape(1, 2, 2, 1), 1), times=2, note="a second call"),),
            hidden=_twice,
        ),
    ),
    misconceptions=(
        Misconception(
            "every axis",
            pad_every_axis,
            "The frame is there, but the batch and the channels have grown too: your answer holds pictures that "
            "nobody took. Give `np.pad` one pair (before, after) for each of the four axes, with (0, 0) for the first "
            "and the last.",
        ),
        Misconception(
            "batch and height",
            pad_batch_and_height,
            "You pad two axes, which is the right number, but the first two. Axis 0 counts the pictures; height and "
            "width are axes 1 and 2.",
        ),
        Misconception(
            "width and channels",
            pad_width_and_channels,
            "You pad two axes, which is the right number, but the last two. Axis 3 holds the channels; height and "
            "width are axes 1 and 2.",
        ),
        Misconception(
            "only after",
            pad_only_after,
            "Right axes, but the zeros stand only below and to the right. A frame has four sides: `pad` zeros before "
            "the picture and `pad` after it.",
        ),
        Misconception(
            "only before",
            pad_only_before,
            "Right axes, but the zeros stand only above and to the left. A frame has four sides: `pad` zeros before "
            "the picture and `pad` after it.",
        ),
        Misconception(
            "always one",
            pad_always_one,
            "For pad 1 this is right. For any other value your frame is still one pixel wide: use the argument `pad`.",
        ),
        Misconception(
            "edge repeated",
            pad_by_repeating,
            "The shape is right, but your frame repeats the outermost pixels. Some networks do that; here the frame "
            "is zeros.",
        ),
        Misconception(
            "ones",
            pad_with_ones,
            "The shape is right, but your frame is made of ones. A one takes part in every sum; a zero keeps out of "
            "it.",
        ),
        Misconception(
            "slice to -pad",
            pad_slicing_to_minus_pad,
            "Right whenever there is a frame. With pad 0 the slice `pad:-pad` is `0:0`, which is empty: write the end "
            "as `pad + n_H` and `pad + n_W`.",
        ),
        Misconception(
            "whole numbers",
            pad_into_whole_numbers,
            "The frame is right, but the fractions are gone: you put the pictures into an array of integers, which "
            "cuts off everything after the point. Let the new array have the type of X.",
        ),
        Misconception(
            "sign lost",
            pad_losing_the_sign,
            "The frame is right, but numbers below zero have lost their sign on the way. X goes into the middle as it "
            "is.",
        ),
        Misconception(
            "cut to bytes",
            pad_into_bytes,
            "The frame is right, but numbers below 0 and above 255 are cut off. A photograph has none of them; what "
            "a layer makes of it does. Put X into the middle as it is.",
        ),
        Misconception(
            "first picture",
            pad_first_picture_only,
            "Right for a batch of one. In a larger batch each picture of your answer is the first one: copy all of X, "
            "not X[0].",
        ),
    ),
    alternatives=(zero_pad_by_slicing, zero_pad_by_joining, zero_pad_by_loops),
    hints=(
        "Four axes, and only two of them grow. Which two hold height and width?",
        "`np.pad` takes one pair (before, after) for each axis. Or: make zeros of the final shape, and write X into "
        "the middle.",
        "For X of shape (2, 3, 4, 5) and pad 1 the answer has shape (2, 5, 6, 5), and its part [:, 1:4, 1:5, :] is X.",
    ),
    rules=(NO_READY_MADE,),
)


# same_padding


def pad_half_of_any_filter(f: int) -> int:
    return f // 2


def pad_half_as_a_fraction(f: int) -> float:
    return (f - 1) / 2


def pad_for_both_sides(f: int) -> int:
    if f % 2 == 0:
        raise ValueError("f must be odd")
    return f - 1


def pad_half_rounded_up(f: int) -> int:
    if f % 2 == 0:
        raise ValueError("f must be odd")
    return (f + 1) // 2


def pad_error_for_odd(f: int) -> int:
    if f % 2 == 1:
        raise ValueError("f must be even")
    return (f - 1) // 2


def pad_always_one_pixel(f: int) -> int:
    if f % 2 == 0:
        raise ValueError("f must be odd")
    return 1


def same_padding_by_trial(f: int) -> int:
    for p in range(f):
        if 2 * p == f - 1:
            return p
    raise ValueError(f"no padding keeps the size with f = {f}")


def same_padding_as_float(f: int) -> float:
    p = (f - 1) / 2
    if p != int(p):
        raise ValueError("f has to be odd")
    return p


def _odd_filters(rng: np.random.Generator) -> Iterator[Case]:
    for f in (1, 7, 11, 2 * int(rng.integers(8, 30)) + 1):
        yield Case((f,), note=f"f = {f}")


def _even_filters(rng: np.random.Generator) -> Iterator[Case]:
    for f in (2, 6, 2 * int(rng.integers(4, 30))):
        yield Case((f,), note="an even f")


SAME_PADDING = Exercise(
    target=same_padding,
    points=1,
    minutes=3,
    properties=(
        Property("odd filters", 2, public=(Case((3,), note="f = 3"), Case((5,), note="f = 5")), hidden=_odd_filters),
        Property("ValueError for even filters", 1, public=(Case((4,), note="f = 4"),), hidden=_even_filters),
    ),
    misconceptions=(
        Misconception(
            "f // 2",
            pad_half_of_any_filter,
            "Right for odd filters. An even filter gets an answer too, although with it the picture would grow by a "
            "pixel: raise a ValueError there.",
        ),
        Misconception(
            "a fraction",
            pad_half_as_a_fraction,
            "Right for odd filters. For an even one you answer with half a pixel, which nobody can add: raise a "
            "ValueError there.",
        ),
        Misconception(
            "both sides",
            pad_for_both_sides,
            "f − 1 is what the picture loses altogether. Half of it goes on each side.",
        ),
        Misconception(
            "rounded up",
            pad_half_rounded_up,
            "One pixel too many: a window of f pixels has (f − 1)/2 of them on either side of its centre, not (f + "
            "1)/2.",
        ),
        Misconception(
            "error for odd",
            pad_error_for_odd,
            "Your formula is right, but the test is turned round: it is the even filters that have no centre pixel, "
            "so the ValueError is for them.",
        ),
        Misconception(
            "always one",
            pad_always_one_pixel,
            "Right for f = 3 alone. A wider filter loses more at the border: solve n + 2p − f + 1 = n for p.",
        ),
    ),
    alternatives=(same_padding_by_trial, same_padding_as_float),
    equivalent={
        "p, rest = divmod(f ^ 1, 2)": "For odd f it is f − 1; for even f it is f + 1, which leaves the rest 1 too.",
    },
    hints=(
        "The picture loses f − 1 pixels along each line, and the padding has two sides to give them back.",
        "Solve n + 2p − f + 1 = n for p. For which f is the result a whole number?",
        "f = 5: the line loses 4 pixels, so 2 go on each side. f = 4: it loses 3, and one and a half cannot be put "
        "anywhere.",
    ),
    rules=(NO_READY_MADE,),
)


# output_size


def size_rounding_up(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return -(-(n + 2 * pad - f) // stride) + 1


def size_rounding_to_nearest(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return int((n + 2 * pad - f) / stride + 0.5) + 1


def size_by_round(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return round((n + 2 * pad - f) / stride) + 1


def size_by_round_of_all(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return round((n + 2 * pad - f) / stride + 1)


def size_without_brackets(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return n + 2 * pad - f // stride + 1


def size_as_a_fraction(n: int, f: int, pad: int, stride: int) -> float:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return (n + 2 * pad - f) / stride + 1


def size_padding_once(n: int, f: int, pad: int, stride: int) -> int:
    if n + pad < f:
        raise ValueError("the window does not fit")
    return (n + pad - f) // stride + 1


def size_padding_once_though_it_fits(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return (n + pad - f) // stride + 1


def size_without_padding(n: int, f: int, pad: int, stride: int) -> int:
    if n < f:
        raise ValueError("the window does not fit")
    return (n - f) // stride + 1


def size_without_plus_one(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return (n + 2 * pad - f) // stride


def size_without_stride(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return n + 2 * pad - f + 1


def size_one_before_dividing(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return (n + 2 * pad - f + 1) // stride


def size_of_every_start(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f:
        raise ValueError("the window does not fit")
    return -(-(n + 2 * pad) // stride)


def size_never_refusing(n: int, f: int, pad: int, stride: int) -> int:
    return (n + 2 * pad - f) // stride + 1


def size_zero_for_no_window(n: int, f: int, pad: int, stride: int) -> int:
    return max((n + 2 * pad - f) // stride + 1, 0)


def size_fit_before_padding(n: int, f: int, pad: int, stride: int) -> int:
    if n < f:
        raise ValueError("the window does not fit")
    return (n + 2 * pad - f) // stride + 1


def size_refusing_exact_fit(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad <= f:
        raise ValueError("the window does not fit")
    return (n + 2 * pad - f) // stride + 1


def size_refusing_remainders(n: int, f: int, pad: int, stride: int) -> int:
    if n + 2 * pad < f or (n + 2 * pad - f) % stride:
        raise ValueError("the stride does not divide")
    return (n + 2 * pad - f) // stride + 1


def output_size_by_counting(n: int, f: int, pad: int, stride: int) -> int:
    windows, start = 0, 0
    while start + f <= n + 2 * pad:
        windows += 1
        start += stride
    if windows == 0:
        raise ValueError("no window fits")
    return windows


def output_size_by_range(n: int, f: int, pad: int, stride: int) -> int:
    starts = range(0, n + 2 * pad - f + 1, stride)
    if not starts:
        raise ValueError("no window fits")
    return len(starts)


def output_size_by_floor(n: int, f: int, pad: int, stride: int) -> float:
    if f > n + 2 * pad:
        raise ValueError("no window fits")
    return float(np.floor((n + 2 * pad - f) / stride + 1))


def _dividing(rng: np.random.Generator) -> Iterator[Case]:
    for stride in (2, 3, 4):
        f, pad, windows = (int(rng.integers(*limits)) for limits in ((2, 6), (1, 3), (3, 8)))
        n = (windows - 1) * stride + f - 2 * pad
        if n >= f:
            yield Case((n, f, pad, stride), note="a stride that divides")
    yield Case((5, 1, 1, 2), note="windows of one pixel, and padding")
    yield Case((9, 1, 0, 4), note="windows of one pixel, and stride 4")


def _remainders(rng: np.random.Generator) -> Iterator[Case]:
    for stride, rest in ((2, 1), (3, 1), (3, 2), (5, 4), (7, 3)):
        f, pad, windows = (int(rng.integers(*limits)) for limits in ((2, 6), (0, 3), (4, 9)))
        yield Case(((windows - 1) * stride + f - 2 * pad + rest, f, pad, stride), note="pixels left over")
    yield Case((11, 2, 0, 5), note="a stride larger than the window")
    yield Case((300, 7, 3, 2), note="a line of 300 pixels")
    yield Case((8, 3, 0, 2), note="half a stride left over")
    yield Case((6, 1, 0, 2), note="windows of one pixel, and a pixel left over")


def _stride_one(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(4, 12))
    yield Case((n, 4, 1, 1), note="an even window and pad 1")
    yield Case((n, 1, 0, 1), note="windows of one pixel")
    yield Case((n, 1, 2, 1), note="more padding than a window is long")
    yield Case((3, 3, 1, 1), note="a window as long as the line, and padding")


def _barely(rng: np.random.Generator) -> Iterator[Case]:
    f = int(rng.integers(4, 9))
    yield Case((f, f, 0, 3), note="one window that fits exactly")
    yield Case((f - 2, f, 1, 2), note="a window that fits thanks to the padding")
    yield Case((1, f, f, 3), note="a window larger than the line, and much padding")


def _too_small(rng: np.random.Generator) -> Iterator[Case]:
    n, pad = int(rng.integers(2, 9)), int(rng.integers(1, 4))
    yield Case((n, n + 1, 0, 1), note="a window one pixel too long")
    yield Case((n, n + 2 * pad + 1, pad, 2), note="a window one pixel too long for the padded line")
    yield Case((n, n + 2 * pad + 3, pad, 5), note="a window that does not fit, and a large stride")
    yield Case((n, n + 9, 1, 3), note="a window much too long")


OUTPUT_SIZE = Exercise(
    target=output_size,
    points=2,
    minutes=6,
    properties=(
        Property(
            "stride 1",
            public=(Case((6, 3, 0, 1), note="no padding"), Case((6, 3, 1, 1), note="pad 1")),
            hidden=_stride_one,
        ),
        Property("strides that divide", public=(Case((7, 3, 0, 2), note="n = 7, f = 3, stride 2"),), hidden=_dividing),
        Property(
            "pixels left over are dropped",
            2,
            public=(Case((6, 3, 0, 2), note="one pixel left over"), Case((8, 3, 1, 3), note="stride 3, pad 1")),
            hidden=_remainders,
        ),
        Property(
            "a window that barely fits",
            public=(Case((3, 5, 1, 1), note="an exact fit"), Case((4, 5, 1, 2), note="f = 5 on 4 pixels, pad 1")),
            hidden=_barely,
        ),
        Property(
            "ValueError when no window fits", public=(Case((2, 5, 0, 2), note="f = 5 on 2 pixels"),), hidden=_too_small
        ),
    ),
    misconceptions=(
        Misconception(
            "rounding up",
            size_rounding_up,
            "Right whenever the stride divides. Where it does not, you round up, and your last window hangs over the "
            "end of the line. A window counts only if it lies fully inside: round down.",
        ),
        Misconception(
            "rounding to nearest",
            size_rounding_to_nearest,
            "Right while little is left over. When half a stride or more is left over you round up, and the last "
            "window hangs over the end of the line: always round down.",
        ),
        Misconception(
            "round()",
            size_by_round,
            "`round` goes to the nearest whole number, and from the middle to the even one: sometimes up. What is "
            "left over never makes a window, so round down, with `//`.",
        ),
        Misconception(
            "round() of all",
            size_by_round_of_all,
            "`round` goes to the nearest whole number, here sometimes up, and from the middle to the even one. What "
            "is left over never makes a window: use `//`, or `int` around the quotient.",
        ),
        Misconception(
            "brackets",
            size_without_brackets,
            "`//` binds more tightly than `+` and `-`, so only f is divided by the stride. Put brackets around n + 2 · "
            "pad − f.",
        ),
        Misconception(
            "a fraction",
            size_as_a_fraction,
            "The formula is there except for its brackets: there is no such thing as half a window. Round the "
            "quotient down; `//` does it.",
        ),
        Misconception(
            "padding once",
            size_padding_once,
            "Right without padding. The zeros stand at both ends of the line, so it grows by 2 · pad, not by pad.",
        ),
        Misconception(
            "padding once in the formula",
            size_padding_once_though_it_fits,
            "You ask rightly whether the window fits, and then add `pad` once. The zeros stand at both ends of the "
            "line: n + 2 · pad in the formula too.",
        ),
        Misconception(
            "no padding",
            size_without_padding,
            "Right without padding, but the argument `pad` is not used: the line that the window slides over has n + "
            "2 · pad pixels.",
        ),
        Misconception(
            "no plus one",
            size_without_plus_one,
            "You count the steps, and there is one window more than there are steps: the one before the first step. "
            "Add 1.",
        ),
        Misconception(
            "no stride",
            size_without_stride,
            "Right for stride 1. With a larger stride the window still starts at every pixel in your count: divide "
            "the room that it has, n + 2 · pad − f, by the stride before you add 1.",
        ),
        Misconception(
            "one before dividing",
            size_one_before_dividing,
            "Right for stride 1. You add the 1 before you divide, but the first window needs no step: divide first, "
            "then add 1.",
        ),
        Misconception(
            "every start",
            size_of_every_start,
            "You count the places where a window could begin, wherever it ends. The last of them hang over the end of "
            "the line: only windows fully inside count.",
        ),
        Misconception(
            "never refusing",
            size_never_refusing,
            "Right for every window that fits. Where none fits you still answer, with zero or less: raise a "
            "ValueError when f is larger than n + 2 · pad.",
        ),
        Misconception(
            "zero for no window",
            size_zero_for_no_window,
            "Right for every window that fits. Where none fits you answer 0, and the mistake would surface only "
            "layers later: raise a ValueError instead.",
        ),
        Misconception(
            "fit before padding",
            size_fit_before_padding,
            "The formula is right, but you ask whether the window fits before the padding is there. It has to fit "
            "into n + 2 · pad pixels, not into n.",
        ),
        Misconception(
            "refusing an exact fit",
            size_refusing_exact_fit,
            "The formula is right, but a window exactly as long as the padded line does fit, once. Raise the "
            "ValueError only when it is longer.",
        ),
        Misconception(
            "refusing remainders",
            size_refusing_remainders,
            "Right when the stride divides. When it does not, that is no error: the pixels left over are dropped, and "
            "you round down.",
        ),
    ),
    alternatives=(output_size_by_counting, output_size_by_range, output_size_by_floor),
    hints=(
        "Put the first window at the start of the padded line. How many pixels are left after it, and how often can "
        "it step?",
        "The room is n + 2 · pad − f. The number of steps is the room divided by the stride, rounded down; the "
        "windows are one more.",
        "n = 6, f = 3, pad 0, stride 2: the room is 3, one step of 2 fits, so there are 2 windows. With f = 7 the "
        "room is −1: ValueError.",
    ),
    rules=(NO_READY_MADE,),
)

BREAK_ROUNDING_UP = BreakIt(
    target=break_rounding_up,
    reference=output_size,
    wrong=size_rounding_up,
    domain=(tuple(range(1, 17)), tuple(range(1, 8)), tuple(range(4)), tuple(range(1, 5))),
    points=1,
    minutes=3,
    misses=(
        (
            (7, 3, 0, 2),
            "Here the stride divides the room, 4 / 2, so there is nothing to round: both answer 3. Leave a rest.",
        ),
        ((8, 3, 1, 1), "With stride 1 every division comes out even, so both answer the same. Take a larger stride."),
        ((6, 3, 1, 1), "With stride 1 every division comes out even, so both answer the same. Take a larger stride."),
        (
            (5, 3, 1, 2),
            "Here the stride divides the room, 4 / 2, so there is nothing to round: both answer 3. Leave a rest.",
        ),
    ),
    finds=((8, 3, 0, 2), (7, 3, 0, 3), (16, 5, 2, 4), (2, 1, 0, 2)),
    hints=(
        "Rounding matters only where there is something to round.",
        "You want a room, n + 2 · pad − f, that the stride does not divide.",
        "With f = 1 and no padding the room is n − 1. Which n and stride leave a rest?",
    ),
)


# conv2d


def conv2d_with_kernel_flipped(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel[::-1, ::-1], axes=2)


def conv2d_without_stride(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.tensordot(windows, kernel, axes=2)


def conv2d_starting_at_every_pixel(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    n_H = output_size(image.shape[0], kernel.shape[0], pad, stride)
    n_W = output_size(image.shape[1], kernel.shape[1], pad, stride)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.tensordot(windows[:n_H, :n_W], kernel, axes=2)


def conv2d_of_a_thinned_picture(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(image.astype(float), pad)[::stride, ::stride], kernel.shape
    )
    return np.tensordot(windows, kernel, axes=2)


def conv2d_with_stride_downwards_only(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.tensordot(windows[::stride], kernel, axes=2)


def conv2d_with_hanging_windows(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(
        np.pad(image.astype(float), (pad, pad + stride - 1)), kernel.shape
    )
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_without_padding(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_padding_once(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), (pad, 0)), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_padding_only_after(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), (0, 2 * pad)), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_padding_the_result(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.pad(np.tensordot(windows[::stride, ::stride], kernel, axes=2), pad)


def conv2d_repeating_the_edge(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad, mode="edge"), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_of_square_kernels(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f = kernel.shape[0]
    n_H, n_W = output_size(image.shape[0], f, pad, stride), output_size(image.shape[1], f, pad, stride)
    padded, Z = np.pad(image.astype(float), pad), np.zeros((n_H, n_W))
    for i in range(n_H):
        for j in range(n_W):
            Z[i, j] = np.sum(padded[i * stride : i * stride + f, j * stride : j * stride + f] * kernel)
    return Z


def conv2d_of_square_pictures(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f_H, f_W = kernel.shape
    n = output_size(image.shape[0], f_H, pad, stride)
    padded, Z = np.pad(image.astype(float), pad), np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            Z[i, j] = np.sum(padded[i * stride : i * stride + f_H, j * stride : j * stride + f_W] * kernel)
    return Z


def conv2d_in_the_type_of_the_picture(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f_H, f_W = kernel.shape
    n_H, n_W = output_size(image.shape[0], f_H, pad, stride), output_size(image.shape[1], f_W, pad, stride)
    padded, Z = np.pad(image, pad), np.zeros((n_H, n_W), dtype=image.dtype)
    for i in range(n_H):
        for j in range(n_W):
            window = padded[i * stride : i * stride + f_H, j * stride : j * stride + f_W]
            Z[i, j] = np.sum(window * kernel).astype(image.dtype)
    return Z


def conv2d_multiplying_in_bytes(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f_H, f_W = kernel.shape
    n_H, n_W = output_size(image.shape[0], f_H, pad, stride), output_size(image.shape[1], f_W, pad, stride)
    padded, Z = np.pad(image, pad), np.zeros((n_H, n_W))
    for i in range(n_H):
        for j in range(n_W):
            Z[i, j] = np.sum(padded[i * stride : i * stride + f_H, j * stride : j * stride + f_W] * kernel)
    return Z


def conv2d_into_whole_numbers(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f_H, f_W = kernel.shape
    n_H, n_W = output_size(image.shape[0], f_H, pad, stride), output_size(image.shape[1], f_W, pad, stride)
    padded, Z = np.pad(image.astype(float), pad), np.zeros((n_H, n_W), dtype=int)
    for i in range(n_H):
        for j in range(n_W):
            Z[i, j] = np.sum(padded[i * stride : i * stride + f_H, j * stride : j * stride + f_W] * kernel)
    return Z


def conv2d_of_a_whole_number_picture(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f_H, f_W = kernel.shape
    n_H, n_W = output_size(image.shape[0], f_H, pad, stride), output_size(image.shape[1], f_W, pad, stride)
    padded, Z = np.pad(image.astype(int), pad), np.zeros((n_H, n_W))
    for i in range(n_H):
        for j in range(n_W):
            Z[i, j] = np.sum(padded[i * stride : i * stride + f_H, j * stride : j * stride + f_W] * kernel)
    return Z


def conv2d_losing_the_sign(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    output_size(image.shape[0], kernel.shape[0], pad, stride)
    output_size(image.shape[1], kernel.shape[1], pad, stride)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.abs(np.tensordot(windows[::stride, ::stride], kernel, axes=2))


def conv2d_cut_off_at_zero(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    output_size(image.shape[0], kernel.shape[0], pad, stride)
    output_size(image.shape[1], kernel.shape[1], pad, stride)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.maximum(np.tensordot(windows[::stride, ::stride], kernel, axes=2), 0)


def conv2d_by_zero_pad_of_two_axes(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(zero_pad(image, pad), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_never_refusing(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    padded = np.pad(image, pad)
    if padded.shape[0] < kernel.shape[0] or padded.shape[1] < kernel.shape[1]:
        return np.zeros((0, 0))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_fit_before_padding(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel does not fit")
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pad), kernel.shape)
    return np.tensordot(windows[::stride, ::stride], kernel, axes=2)


def conv2d_by_views(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    padded = np.pad(image, pad).astype(np.float64)
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    sums: np.ndarray = np.einsum("ijkl,kl->ij", windows[::stride, ::stride], kernel)
    return sums


def conv2d_by_shifts(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    rows, columns = output_size(n_H, f_H, pad, stride), output_size(n_W, f_W, pad, stride)
    padded = np.zeros((n_H + 2 * pad, n_W + 2 * pad))
    padded[pad : pad + n_H, pad : pad + n_W] = image
    total = np.zeros((rows, columns))
    for r in range(f_H):
        for c in range(f_W):
            part = padded[r : r + (rows - 1) * stride + 1 : stride, c : c + (columns - 1) * stride + 1 : stride]
            total += float(kernel[r, c]) * part
    return total


def conv2d_by_four_loops(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> list[list[float]]:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H + 2 * pad or f_W > n_W + 2 * pad:
        raise ValueError("the kernel does not fit")
    rows = []
    for top in range(-pad, n_H + pad - f_H + 1, stride):
        row = []
        for left in range(-pad, n_W + pad - f_W + 1, stride):
            total = 0.0
            for r in range(f_H):
                for c in range(f_W):
                    if 0 <= top + r < n_H and 0 <= left + c < n_W:
                        total += float(image[top + r, left + c]) * float(kernel[r, c])
            row.append(total)
        rows.append(row)
    return rows


def conv2d_by_zero_pad(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    f_H, f_W = kernel.shape
    padded = zero_pad(image[np.newaxis, :, :, np.newaxis].astype(float), pad)[0, :, :, 0]
    everywhere = np.zeros((padded.shape[0] - f_H + 1, padded.shape[1] - f_W + 1))
    if not everywhere.size:
        raise ValueError("the kernel does not fit")
    for i in range(everywhere.shape[0]):
        for j in range(everywhere.shape[1]):
            everywhere[i, j] = (padded[i : i + f_H, j : j + f_W] * kernel).sum()
    return everywhere[::stride, ::stride]


# Apart from `_types`, whole numbers of either sign: who loses fractions shall lose one property, not all.
def _plain(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 5, 5), _digits(rng, 3, 3), 0, 1), note="stride 1 and no padding")


def _padded(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 5, 5), _digits(rng, 3, 3), 1, 1), note="pad 1 and stride 1")
    yield Case((_digits(rng, 4, 4), _digits(rng, 2, 2), 3, 1), note="more padding than the kernel is wide")


def _strides(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 7, 7), _digits(rng, 3, 3), 0, 2), note="stride 2")
    yield Case((_digits(rng, 6, 6), _digits(rng, 3, 3), 1, 2), note="stride 2, pad 1, and a pixel left over")
    yield Case((_digits(rng, 9, 9), _digits(rng, 4, 4), 1, 3), note="stride 3, pad 1, and a pixel left over")
    yield Case((_digits(rng, 8, 8), _digits(rng, 2, 2), 0, 4), note="a stride larger than the kernel")
    yield Case((_digits(rng, 6, 6), _digits(rng, 1, 1), 1, 3), note="a kernel of one number")


def _oblong(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 5, 9), _digits(rng, 3, 3), 1, 2), note="a picture that is not square")
    yield Case((_digits(rng, 9, 6), _digits(rng, 3, 3), 0, 1), note="a picture that is not square")
    yield Case((_digits(rng, 7, 8), _digits(rng, 2, 3), 1, 2), note="a kernel that is not square")
    yield Case((_digits(rng, 6, 10), _digits(rng, 5, 2), 0, 1), note="a kernel that is not square")


def _unfit(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 3, 8), _digits(rng, 4, 2), 0, 1), note="a kernel too high")
    yield Case((_digits(rng, 9, 3), _digits(rng, 2, 6), 1, 2), note="a kernel too wide, even with padding")
    yield Case((_digits(rng, 2, 2), _digits(rng, 7, 7), 2, 3), note="a kernel too large, even with padding")


def _fit_by_padding(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 2, 3), _digits(rng, 4, 5), 1, 2), note="a kernel that fits exactly, thanks to the padding")
    yield Case((_digits(rng, 3, 6), _digits(rng, 5, 3), 2, 1), note="a kernel higher than the picture, and padding")


def _types(rng: np.random.Generator) -> Iterator[Case]:
    bytes_ = rng.integers(180, 256, (5, 6)).astype(np.uint8)
    yield Case((bytes_, _digits(rng, 3, 3), 1, 1), note="a picture of one byte a pixel")
    yield Case((bytes_, np.array([[3, 1], [4, 2]], dtype=np.uint8), 0, 2), note="bytes in picture and kernel")
    white = np.full((3, 3), 255, np.uint8)
    yield Case((white, white, 0, 1), note="the largest byte everywhere")
    signed = (10 * _digits(rng, 4, 5)).astype(np.int8)
    yield Case((signed, signed[:2, :3], 1, 2), note="bytes with a sign in picture and kernel")
    yield Case((_digits(rng, 5, 4), rng.normal(size=(3, 2)), 0, 1), note="whole numbers in the picture alone")
    yield Case((rng.normal(size=(4, 5)), _digits(rng, 2, 2), 1, 1), note="whole numbers in the kernel alone")
    small = _digits(rng, 6, 5).astype(np.float32)
    yield Case((small, _digits(rng, 2, 3).astype(np.float32), 1, 2), note="numbers of type float32")
    view = Construct("view", (rng.normal(size=(5, 7)),)), Construct("view", (rng.normal(size=(3, 3)),))
    yield Case((*view, 1, 2), note="arrays that are views of others")


def _again(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_digits(rng, 5, 6), _digits(rng, 3, 3), 1, 2), times=2, note="a second call with the same arrays")


_SQUARE = np.arange(1, 26).reshape(5, 5)
_KERNEL = np.array([[1, 0, 0], [0, 0, -2], [0, 3, 0]])
_FRACTIONS = np.array([[0.1, -0.2, 0.3], [4, 5, -6.5]])

CONV2D = Exercise(
    target=conv2d,
    points=4,
    minutes=12,
    properties=(
        Property(
            "stride 1, no padding",
            public=(Case((_SQUARE[:3, :3], np.array([[1, 0], [2, -4]]), 0, 1), note="a picture of 3 × 3"),),
            hidden=_plain,
        ),
        Property(
            "padding", public=(Case((_SQUARE[:3, :3], _KERNEL, 1, 1), note="pad 1 and stride 1"),), hidden=_padded
        ),
        Property(
            "stride",
            2,
            public=(
                Case((_SQUARE, -_KERNEL, 0, 2), note="stride 2"),
                Case((_SQUARE[:4, :4], _KERNEL, 1, 2), note="stride 2, pad 1, and a pixel left over"),
            ),
            hidden=_strides,
        ),
        Property(
            "pictures and kernels that are not square",
            2,
            public=(Case((_SQUARE[:3], np.array([[1, 2, 0, -4]]), 0, 1), note="a kernel of 1 × 4"),),
            hidden=_oblong,
        ),
        Property(
            "a kernel that fits thanks to the padding",
            public=(Case((_SQUARE[:2, :2], _KERNEL, 1, 1), note="a kernel larger than the picture, and pad 1"),),
            hidden=_fit_by_padding,
        ),
        Property(
            "ValueError when the kernel does not fit",
            public=(Case((_SQUARE[:2], _KERNEL, 0, 1), note="a kernel of 3 × 3 on 2 × 5 pixels"),),
            hidden=_unfit,
        ),
        Property(
            "numbers of any type and sign",
            public=(
                Case((_FRACTIONS, np.array([[0.5, -1]]), 0, 1), note="fractions of either sign"),
                Case((np.full((2, 3), 200, np.uint8), np.array([[1, 1], [1, 1]]), 0, 1), note="a picture of bytes"),
                Case(
                    (np.full((2, 3), 200, np.uint8), np.array([[200, 1], [1, 100]], np.uint8), 0, 1),
                    note="bytes in picture and kernel",
                ),
            ),
            hidden=_types,
        ),
        Property(
            "called twice with the same arrays",
            0.5,
            public=(Case((_SQUARE[:3, :3], _KERNEL, 1, 2), times=2, note="a second call"),),
            hidden=_again,
        ),
    ),
    misconceptions=(
        Misconception(
            "kernel flipped",
            conv2d_with_kernel_flipped,
            "Padding and stride are right, but you turn the kernel by 180° first. That is the mathematicians' "
            "convolution; in networks, and here, the kernel stays as it is.",
        ),
        Misconception(
            "stride ignored",
            conv2d_without_stride,
            "Your answer is right for stride 1. With a larger stride you still visit every place: there are only "
            "`output_size` of them, and the window starts `stride` pixels further each time.",
        ),
        Misconception(
            "window at every pixel",
            conv2d_starting_at_every_pixel,
            "Your answer is right for stride 1. With stride 2 it has the right shape, but the window still starts at "
            "every pixel: multiply the output index by the stride.",
        ),
        Misconception(
            "picture thinned",
            conv2d_of_a_thinned_picture,
            "You throw pixels away first and slide the kernel over the rest. A stride skips places of the window; "
            "inside a window, all pixels take part.",
        ),
        Misconception(
            "stride downwards only",
            conv2d_with_stride_downwards_only,
            "The rows are right. Along a row your window still starts at every pixel: the stride holds in both "
            "directions.",
        ),
        Misconception(
            "windows hang over",
            conv2d_with_hanging_windows,
            "Right whenever the stride divides. Where pixels are left over, you add one more window, which hangs over "
            "the edge: only windows fully inside the padded picture count.",
        ),
        Misconception(
            "padding ignored",
            conv2d_without_padding,
            "Right without padding, but the argument `pad` is not used: put the frame of zeros round the picture "
            "first.",
        ),
        Misconception(
            "padding once",
            conv2d_padding_once,
            "The zeros above and to the left are right, and those below and to the right are missing. A frame has "
            "four sides: height and width grow by 2 · pad.",
        ),
        Misconception(
            "zeros only after",
            conv2d_padding_only_after,
            "The shape is right, but all the zeros stand below and to the right. Half of them belong above and to the "
            "left, so that the first window begins in the frame.",
        ),
        Misconception(
            "result padded",
            conv2d_padding_the_result,
            "You convolve first and put the zeros round the result. The shape can come out right, but the border of "
            "the answer holds no picture: pad the picture, then convolve.",
        ),
        Misconception(
            "edge repeated",
            conv2d_repeating_the_edge,
            "Right away from the border. Your frame repeats the outermost pixels; here it is made of zeros.",
        ),
        Misconception(
            "square kernels",
            conv2d_of_square_kernels,
            "Right for square kernels. You take the kernel's height for its width too: it has f_H rows and f_W "
            "columns.",
        ),
        Misconception(
            "square pictures",
            conv2d_of_square_pictures,
            "Right for square pictures. You take the number of rows of the output for its number of columns too: call "
            "`output_size` once for each.",
        ),
        Misconception(
            "type of the picture",
            conv2d_in_the_type_of_the_picture,
            "Right for pictures of floats. You store the sums in the picture's own type, where bytes start again at 0 "
            "after 255 and integers lose their fractions: make the output float.",
        ),
        Misconception(
            "product of bytes",
            conv2d_multiplying_in_bytes,
            "Right unless picture and kernel are both bytes. Then their product is computed in one byte too, and "
            "overflows before you add it up: turn the picture into floats first.",
        ),
        Misconception(
            "stores whole numbers",
            conv2d_into_whole_numbers,
            "Right while every sum is a whole number. You store the sums in an array of integers, which cuts off what "
            "stands after the point: make the output float.",
        ),
        Misconception(
            "whole-number picture",
            conv2d_of_a_whole_number_picture,
            "Right for pictures of whole numbers. You turn the picture into integers, which cuts off what stands "
            "after the point: turn it into floats.",
        ),
        Misconception(
            "loses the sign",
            conv2d_losing_the_sign,
            "Right wherever the sum is positive. You take its absolute value, and with it goes the sign, which says "
            "from dark to bright or from bright to dark: return the sums as they are.",
        ),
        Misconception(
            "cut off at zero",
            conv2d_cut_off_at_zero,
            "Right wherever the sum is positive. You turn every sum below zero into zero; networks do that in a step "
            "of its own, later. Return the sums as they are.",
        ),
        Misconception(
            "zero_pad of two axes",
            conv2d_by_zero_pad_of_two_axes,
            "Every call ends in a ValueError. If you call `zero_pad(image, pad)`, it comes from there: it wants four "
            "axes, and one picture has two. Call `np.pad(image, pad)`, or add two axes for the way in and take them "
            "away again.",
        ),
        Misconception(
            "never refusing",
            conv2d_never_refusing,
            "Right for every kernel that fits. Where none fits you return an empty array, and the mistake would "
            "surface much later: raise a ValueError, or let `output_size` do it.",
        ),
        Misconception(
            "fit before padding",
            conv2d_fit_before_padding,
            "The sums are right, but you ask whether the kernel fits before the padding is there. It has to fit into "
            "the padded picture.",
        ),
    ),
    alternatives=(conv2d_by_views, conv2d_by_shifts, conv2d_by_four_loops, conv2d_by_zero_pad),
    hints=(
        "Three steps: pad the picture, find out how many windows there are in each direction, fill in one sum for "
        "each.",
        "Output place (i, j) looks at the window whose top left corner is (i · stride, j · stride) in the padded "
        "picture. Or: compute all windows with `cross_correlate`, and keep every stride-th.",
        "A 4 × 4 picture, a 3 × 3 kernel, pad 1, stride 2: the padded picture is 6 × 6, the output 2 × 2. Its place "
        "(1, 0) is the sum of padded[2:5, 0:3] · kernel.",
    ),
    rules=(NO_READY_MADE,),
)


# same_pads


def pads_odd_pixel_before(n: int, f: int, stride: int) -> tuple[int, int]:
    total = max((-(-n // stride) - 1) * stride + f - n, 0)
    return total - total // 2, total // 2


def pads_for_stride_one(n: int, f: int, stride: int) -> tuple[int, int]:
    return (f - 1) // 2, f - 1 - (f - 1) // 2


def pads_half_the_window(n: int, f: int, stride: int) -> tuple[int, int]:
    return f // 2, f // 2


def pads_alike_on_both_sides(n: int, f: int, stride: int) -> tuple[int, int]:
    return (f - 1) // 2, (f - 1) // 2


def pads_by_same_padding(n: int, f: int, stride: int) -> tuple[int, int]:
    return same_padding(f), same_padding(f)


def pads_rounding_windows_down(n: int, f: int, stride: int) -> tuple[int, int]:
    total = max((n // stride - 1) * stride + f - n, 0)
    return total // 2, total - total // 2


def pads_below_zero(n: int, f: int, stride: int) -> tuple[int, int]:
    total = (-(-n // stride) - 1) * stride + f - n
    return total // 2, total - total // 2


def pads_rounded_down_on_both_sides(n: int, f: int, stride: int) -> tuple[int, int]:
    total = max((-(-n // stride) - 1) * stride + f - n, 0)
    return total // 2, total // 2


def pads_rounded_up_on_both_sides(n: int, f: int, stride: int) -> tuple[int, int]:
    total = max((-(-n // stride) - 1) * stride + f - n, 0)
    return total - total // 2, total - total // 2


def pads_in_halves(n: int, f: int, stride: int) -> tuple[float, float]:
    total = max((-(-n // stride) - 1) * stride + f - n, 0)
    return total / 2, total / 2


def pads_all_after(n: int, f: int, stride: int) -> tuple[int, int]:
    return 0, max((-(-n // stride) - 1) * stride + f - n, 0)


def pads_keeping_the_size(n: int, f: int, stride: int) -> tuple[int, int]:
    total = (n - 1) * stride + f - n
    return total // 2, total - total // 2


def pads_where_stride_divides(n: int, f: int, stride: int) -> tuple[int, int]:
    total = max(f - stride, 0)
    return total // 2, total - total // 2


def same_pads_by_remainder(n: int, f: int, stride: int) -> list[int]:
    total = max(f - (n % stride or stride), 0)
    return [total // 2, (total + 1) // 2]


def same_pads_by_trial(n: int, f: int, stride: int) -> tuple[int, int]:
    wanted, total = (n + stride - 1) // stride, 0
    while n + total < f or (n + total - f) // stride + 1 < wanted:
        total += 1
    return total // 2, total - total // 2


def same_pads_by_ceil(n: int, f: int, stride: int) -> np.ndarray:
    total = max((np.ceil(n / stride) - 1) * stride + f - n, 0)
    return np.array([np.floor(total / 2), np.ceil(total / 2)])


def _even_totals(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(8, 20))
    yield Case((n, 5, 1), note="f = 5 and stride 1")
    yield Case((2 * n + 1, 7, 2), note="an odd line and stride 2")
    yield Case((3 * n + 1, 5, 3), note="stride 3")
    yield Case((227, 11, 4), note="227 pixels, windows of 11 and stride 4")
    yield Case((2 * n + 1, 21, 2), note="many zeros")


def _odd_totals(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(8, 20))
    yield Case((n, 4, 1), note="an even window and stride 1")
    yield Case((2 * n, 5, 2), note="an even line and stride 2")
    yield Case((3 * n + 2, 7, 3), note="stride 3")
    yield Case((3 * n, 8, 3), note="stride 3")
    yield Case((4 * n, 17, 4), note="many zeros")


def _no_need(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(3, 9))
    yield Case((4 * n, 2, 4), note="a stride larger than the window")
    yield Case((5 * n, 2, 5), note="a stride larger than the window")
    yield Case((3 * n + 2, 1, 3), note="a window of one pixel")
    yield Case((4 * n + 1, 2, 4), note="a stride larger than the window, and a pixel left over")
    yield Case((10, 3, 5), note="stride 5 and windows of 3")


def _short_lines(rng: np.random.Generator) -> Iterator[Case]:
    f = int(rng.integers(5, 9))
    yield Case((2, f, 1), note="a window longer than the line")
    yield Case((3, f, 2), note="a window longer than the line, and stride 2")
    yield Case((3, f, 7), note="a line shorter than window and stride")
    yield Case((1, 1, 1), note="one pixel")
    yield Case((1, 3, 2), note="one pixel and a window of 3")
    yield Case((1, 4, 3), note="one pixel and a window of 4")


SAME_PADS = Exercise(
    target=same_pads,
    points=3,
    minutes=10,
    properties=(
        Property(
            "an even number of zeros",
            public=(
                Case((5, 3, 1), note="stride 1"),
                Case((5, 3, 2), note="stride 2"),
                Case((6, 5, 3), note="stride 3"),
            ),
            hidden=_even_totals,
        ),
        Property(
            "the odd zero comes after",
            2,
            public=(Case((6, 3, 2), note="an even line and stride 2"), Case((5, 4, 1), note="an even window")),
            hidden=_odd_totals,
        ),
        Property(
            "no zeros where none are needed",
            public=(Case((6, 1, 2), note="f = 1"), Case((5, 2, 4), note="a stride larger than the window")),
            hidden=_no_need,
        ),
        Property("windows longer than the line", public=(Case((2, 5, 1), note="f = 5, n = 2"),), hidden=_short_lines),
    ),
    misconceptions=(
        Misconception(
            "odd zero before",
            pads_odd_pixel_before,
            "The number of zeros is right. Where it is odd, you put the odd one before the line, as some frameworks "
            "do; TensorFlow puts it after.",
        ),
        Misconception(
            "stride ignored",
            pads_for_stride_one,
            "Your answer is right for stride 1. A larger stride often needs fewer zeros: only the windows that there "
            "are have to fit, from the first to the last.",
        ),
        Misconception(
            "half a window",
            pads_half_the_window,
            "This is PyTorch's usual padding: f // 2 on either side, whatever the line. TensorFlow first counts how "
            "many zeros the windows need, and then shares those out.",
        ),
        Misconception(
            "alike on both sides",
            pads_alike_on_both_sides,
            "You pad alike on both sides, (f − 1) // 2, as PyTorch does. TensorFlow first counts how many zeros the "
            "windows need, from the first to the last; it can be an odd number, and none.",
        ),
        Misconception(
            "same_padding",
            pads_by_same_padding,
            "`same_padding` is made for stride 1 and odd windows, and pads alike on both sides. Here the stride "
            "counts, and any f goes: count how many zeros the windows need, and share those out.",
        ),
        Misconception(
            "windows rounded down",
            pads_rounding_windows_down,
            "Right where the stride divides n. Where it does not, n / stride is rounded up here, so that no pixel is "
            "lost; you round down.",
        ),
        Misconception(
            "negative padding",
            pads_below_zero,
            "Right wherever zeros are needed. Where the stride is larger than the window there may be pixels to "
            "spare, and your total falls below zero: the least padding is 0.",
        ),
        Misconception(
            "odd zero lost",
            pads_rounded_down_on_both_sides,
            "Right for an even number of zeros. For an odd one you round down on both sides and one zero is lost, so "
            "the last window does not fit: let `after` be the total minus `before`.",
        ),
        Misconception(
            "one zero too many",
            pads_rounded_up_on_both_sides,
            "Right for an even number of zeros. For an odd one you round up on both sides: that shifts the first "
            "window by a pixel. Only `after` gets the odd zero.",
        ),
        Misconception(
            "half a zero",
            pads_in_halves,
            "Right for an even number of zeros. An odd one cannot be halved: round down for `before`, and give "
            "`after` the rest.",
        ),
        Misconception(
            "all after",
            pads_all_after,
            "The number of zeros is right, but all of them stand after the line. Share them out equally; only an odd "
            "one goes after.",
        ),
        Misconception(
            "size kept",
            pads_keeping_the_size,
            'Your answer is right for stride 1. With a larger stride "same" does not keep all n places: it asks for n '
            "/ stride, rounded up.",
        ),
        Misconception(
            "a stride that divides",
            pads_where_stride_divides,
            "Right where the stride divides n. Elsewhere the last window begins later than you reckon, and needs more "
            "zeros: work from the number of windows.",
        ),
    ),
    alternatives=(same_pads_by_remainder, same_pads_by_trial, same_pads_by_ceil),
    equivalent={
        "total = max(0, (windows - 1) * stride + f - n)": "The larger of two numbers is the same in either order.",
    },
    hints=(
        "Begin at the end: how many windows shall there be, and how many pixels do they need, from the first to the "
        "last?",
        "k windows of f pixels, each a stride after the other, need (k − 1) · stride + f pixels. What n lacks of it "
        "is the total; it is never below 0.",
        "n = 4, f = 5, stride 2: 2 windows need 1 · 2 + 5 = 7 pixels, and 3 of them are missing: 1 before, 2 after.",
    ),
    rules=(NO_READY_MADE,),
)


# windows_covering


def covering_as_if_unpadded(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n, dtype=int)
    for start in range(0, n - f + 1, stride):
        counts[start : start + f] += 1
    return counts


def covering_with_the_zeros(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad - f + 1, stride):
        counts[start : start + f] += 1
    return counts


def covering_of_the_first_n(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad - f + 1, stride):
        counts[start : start + f] += 1
    return counts[:n]


def covering_with_hanging_windows(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad, stride):
        counts[start : start + f] += 1
    return counts[pad : pad + n]


def covering_rounding_up(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for k in range(-(-(n + 2 * pad - f) // stride) + 1):
        counts[k * stride : k * stride + f] += 1
    return counts[pad : pad + n]


def covering_with_stride_one(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(n + 2 * pad - f + 1):
        counts[start : start + f] += 1
    return counts[pad : pad + n]


def covering_from_every_place(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for k in range(output_size(n, f, pad, stride)):
        counts[k : k + f] += 1
    return counts[pad : pad + n]


def covering_without_the_last(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad - f, stride):
        counts[start : start + f] += 1
    return counts[pad : pad + n]


def covering_by_a_ramp(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    i = np.arange(n)
    counts: np.ndarray = np.minimum(np.minimum(i + 1, n - i) + pad, f)
    return counts


def covering_starts_only(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad - f + 1, stride):
        counts[start] += 1
    return counts[pad : pad + n]


def covering_once(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad - f + 1, stride):
        counts[start : start + f] = 1
    return counts[pad : pad + n]


def covering_with_negative_slices(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for start in range(0, n + 2 * pad - f + 1, stride):
        counts[start : start + f] += 1
    return counts[pad:-pad]


def windows_covering_by_asking(n: int, f: int, pad: int, stride: int) -> list[int]:
    counts = []
    for pixel in range(n):
        windows = 0
        for start in range(-pad, n + pad - f + 1, stride):
            if start <= pixel < start + f:
                windows += 1
        counts.append(windows)
    return counts


def windows_covering_by_formula(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    place = np.arange(n) + pad
    last = np.minimum(place // stride, (n + 2 * pad - f) // stride)
    first = np.maximum(-(-(place - f + 1) // stride), 0)
    counts: np.ndarray = np.maximum(last - first + 1, 0)
    return counts


def windows_covering_by_pencil(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    counts = np.zeros(n + 2 * pad, dtype=int)
    for k in range(output_size(n, f, pad, stride)):
        counts[k * stride : k * stride + f] += 1
    return counts[pad : pad + n]


def windows_covering_by_differences(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    starts = np.arange(0, n + 2 * pad - f + 1, stride)
    change = np.zeros(n + 2 * pad + 1)
    change[starts] += 1
    change[starts + f] -= 1
    return np.cumsum(change)[pad : pad + n]


def _lines(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(9, 14))
    yield Case((n, 4, 0, 1), note="no padding")
    yield Case((n, 1, 0, 1), note="windows of one pixel")
    yield Case((n + 9, 8, 0, 1), note="windows of eight pixels")


def _padded_lines(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(9, 14))
    yield Case((n, 5, 2, 1), note="same padding")
    yield Case((n, 5, 1, 1), note="some padding")
    yield Case((n, 2, 3, 1), note="more padding than a window is long")
    yield Case((n, 1, 1, 1), note="windows of one pixel, and padding")
    yield Case((n + 9, 9, 4, 1), note="windows of nine pixels, and padding")


def _strided_lines(rng: np.random.Generator) -> Iterator[Case]:
    n = 2 * int(rng.integers(4, 8))
    yield Case((n, 3, 0, 2), note="stride 2 and a pixel left over")
    yield Case((n + 1, 5, 2, 2), note="stride 2 and padding")
    yield Case((n, 5, 1, 3), note="stride 3 and padding")
    yield Case((3 * n + 1, 6, 2, 3), note="stride 3 and two pixels left over")
    yield Case((17, 7, 3, 4), note="stride 4 and padding")
    yield Case((n, 3, 4, 2), note="stride 2 and more padding than a window is long")
    yield Case((n, 3, 3, 2), note="stride 2 and as much padding as a window is long")


def _skipping(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(4, 9))
    yield Case((5 * n, 2, 0, 5), note="a stride larger than the window")
    yield Case((3 * n + 1, 2, 1, 3), note="a stride larger than the window, and padding")
    yield Case((4 * n + 2, 1, 0, 4), note="windows of one pixel, stride 4")
    yield Case((5, 1, 1, 2), note="windows of one pixel, stride 2 and padding")


def _crowded(rng: np.random.Generator) -> Iterator[Case]:
    f = int(rng.integers(5, 9))
    yield Case((f, f, 0, 1), note="a single window")
    yield Case((f + 1, f, 0, 1), note="two windows that nearly fill the line")
    yield Case((f + 1, f, 0, 2), note="a single window and a pixel left over")
    yield Case((3, f, 3, 1), note="a window longer than the line, and padding")
    yield Case((4, f, 4, 2), note="a window longer than the line, padding and stride 2")
    yield Case((1, 1, 0, 1), note="one pixel")
    yield Case((1, 3, 2, 1), note="one pixel and padding")
    yield Case((1, 2, 1, 3), note="one pixel, padding and stride 3")


WINDOWS_COVERING = Exercise(
    target=windows_covering,
    points=3,
    minutes=10,
    properties=(
        Property("stride 1, no padding", public=(Case((6, 3, 0, 1), note="n = 6, f = 3"),), hidden=_lines),
        Property("padding", 2, public=(Case((6, 3, 1, 1), note="pad 1"),), hidden=_padded_lines),
        Property(
            "stride",
            2,
            public=(
                Case((8, 3, 0, 2), note="stride 2 and a pixel left over"),
                Case((7, 3, 1, 2), note="stride 2, pad 1"),
            ),
            hidden=_strided_lines,
        ),
        Property("pixels stepped over", public=(Case((7, 1, 0, 3), note="f = 1, stride 3"),), hidden=_skipping),
        Property("few windows", public=(Case((5, 4, 0, 1), note="two windows"),), hidden=_crowded),
    ),
    misconceptions=(
        Misconception(
            "windows of the padding forgotten",
            covering_as_if_unpadded,
            "Right without padding. The windows that begin or end among the zeros hold real pixels too: let them run "
            "over all n + 2 · pad places.",
        ),
        Misconception(
            "zeros counted too",
            covering_with_the_zeros,
            "The counts are right, but there are n + 2 · pad of them. Nobody asked about the zeros: return those of "
            "the n real pixels.",
        ),
        Misconception(
            "first n places",
            covering_of_the_first_n,
            "The counts are right, but you return those of the first n places of the padded line. The real pixels "
            "begin after `pad` zeros.",
        ),
        Misconception(
            "a window from every place",
            covering_with_hanging_windows,
            "You let a window begin wherever the stride leads, even where it hangs over the end of the line. Only "
            "windows fully inside count, so the last pixels are in fewer.",
        ),
        Misconception(
            "windows rounded up",
            covering_rounding_up,
            "Right where the stride divides. Elsewhere you count one window more, which hangs over the end of the "
            "line: round their number down.",
        ),
        Misconception(
            "stride ignored",
            covering_with_stride_one,
            "Your answer is right for stride 1. With a larger stride there are fewer windows: they begin at 0, "
            "stride, 2 · stride …",
        ),
        Misconception(
            "window at every pixel",
            covering_from_every_place,
            "Your answer is right for stride 1. With a larger stride you count the right number of windows, but each "
            "begins one pixel after the other: window k begins at k · stride.",
        ),
        Misconception(
            "last window forgotten",
            covering_without_the_last,
            "Nearly: one window may be missing, the one that ends exactly with the line. The last admissible start is "
            "n + 2 · pad − f, and `range` stops before its end.",
        ),
        Misconception(
            "a ramp at each end",
            covering_by_a_ramp,
            "Right for long lines and stride 1: the counts climb to f, stay, and fall. On a short line there are too "
            "few windows to reach f, and a stride breaks the ramp: count the windows that there are.",
        ),
        Misconception(
            "starts only",
            covering_starts_only,
            "You count the windows that begin at a pixel. A window holds f pixels: all of them get one more.",
        ),
        Misconception(
            "covered or not",
            covering_once,
            "You mark the pixels that lie in some window, which is a good start. Where windows overlap, a pixel lies "
            "in several: add 1 for each.",
        ),
        Misconception(
            "slice to -pad",
            covering_with_negative_slices,
            "Right with padding. With pad 0 the slice `pad:-pad` is `0:0`, which is empty: write its end as `pad + n`.",
        ),
    ),
    alternatives=(
        windows_covering_by_asking,
        windows_covering_by_formula,
        windows_covering_by_pencil,
        windows_covering_by_differences,
    ),
    equivalent={
        "covered = np.logical_and(pixels < starts + f, starts <= pixels)": "“Both” does not depend on the order.",
    },
    hints=(
        "Do as with pencil: a row of zeros for the padded line, then go from window to window and add 1 to all that "
        "it holds.",
        "Window k holds the places from k · stride to k · stride + f − 1 of the padded line, and there are "
        "output_size(n, f, pad, stride) windows. In the end keep the n places after the first `pad`.",
        "n = 4, f = 3, pad 1, stride 2: the padded line has 6 places and 2 windows, 0–2 and 2–4. Counts 1 1 2 1 1 0; "
        "the real pixels are places 1 to 4: 1 2 1 1.",
    ),
    rules=(NO_READY_MADE,),
)


# shrinkage


def shrink_by_f(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        sizes.append(sizes[-1] if padding == "same" else max(sizes[-1] - f, 0))
    return sizes


def shrink_below_zero(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        sizes.append(sizes[-1] if padding == "same" else sizes[-1] - f + 1)
    return sizes


def shrink_and_stop(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        if padding == "valid" and sizes[-1] < f:
            break
        sizes.append(sizes[-1] if padding == "same" else sizes[-1] - f + 1)
    return sizes


def shrink_and_stay(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        sizes.append(sizes[-1] if padding == "same" or sizes[-1] < f else sizes[-1] - f + 1)
    return sizes


def shrink_without_the_first(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = []
    for _ in range(layers):
        n = n if padding == "same" else max(n - f + 1, 0)
        sizes.append(n)
    return sizes


def shrink_one_layer_short(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers - 1):
        sizes.append(sizes[-1] if padding == "same" else max(sizes[-1] - f + 1, 0))
    return sizes


def shrink_refusing_exact_fit(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        shrunk = sizes[-1] - f + 1 if sizes[-1] > f else 0
        sizes.append(sizes[-1] if padding == "same" else shrunk)
    return sizes


def shrink_whatever_the_padding(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        sizes.append(max(sizes[-1] - f + 1, 0))
    return sizes


def shrink_refusing_large_filters(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        kept = sizes[-1] if padding == "same" else sizes[-1] - f + 1
        sizes.append(kept if sizes[-1] >= f else 0)
    return sizes


def shrink_without_except(n: int, f: int, layers: int, padding: str) -> list[int]:
    pad = same_padding(f) if padding == "same" else 0
    sizes = [n]
    for _ in range(layers):
        sizes.append(output_size(sizes[-1], f, pad, 1))
    return sizes


def shrink_on_one_side(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        shrunk = sizes[-1] - (f - 1) // 2 if sizes[-1] >= f else 0
        sizes.append(sizes[-1] if padding == "same" else shrunk)
    return sizes


def shrink_only_to_the_last_size(n: int, f: int, layers: int, padding: str) -> int:
    return n if padding == "same" else max(n - layers * (f - 1), 0)


def shrinkage_by_formula(n: int, f: int, layers: int, padding: str) -> np.ndarray:
    loss = 0 if padding == "same" else f - 1
    return np.maximum(n - loss * np.arange(layers + 1), 0)


def shrinkage_by_output_size(n: int, f: int, layers: int, padding: str) -> list[int]:
    sizes = [n]
    for _ in range(layers):
        try:
            sizes.append(output_size(sizes[-1], f, 0 if padding == "valid" else same_padding(f), 1))
        except ValueError:
            sizes.append(0)
    return sizes


def _shrinking(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(40, 60))
    yield Case((n, 3, 6, "valid"), note="six layers of 3 × 3")
    yield Case((n, 6, 3, "valid"), note="an even filter")
    yield Case((n, 1, 3, "valid"), note="filters of one pixel")
    yield Case((n + 60, 11, 4, "valid"), note="filters of eleven pixels")
    yield Case((n, 3, 14, "valid"), note="fourteen layers of 3 × 3")


def _used_up(rng: np.random.Generator) -> Iterator[Case]:
    f = int(rng.integers(4, 8))
    yield Case((3 * (f - 1) + 1, f, 6, "valid"), note="a filter that fits exactly once more")
    yield Case((3 * f - 1, f, 5, "valid"), note="a picture that is used up")
    yield Case((f - 2, f, 3, "valid"), note="a filter that never fits")
    yield Case((f - 1, f, 2, "valid"), note="a filter one pixel too large")
    yield Case((30, 9, 12, "valid"), note="twelve layers of 9 × 9")


def _kept(rng: np.random.Generator) -> Iterator[Case]:
    n = int(rng.integers(20, 60))
    word = "".join(["sa", "me"])  # equal to "same" and another object, as a word that comes from a file would be
    yield Case((n, 7, 8, word), note="eight layers with padding")
    yield Case((n, 1, 2, word), note="filters of one pixel, with padding")
    yield Case((n, 9, 13, word), note="thirteen layers with padding")
    yield Case((4, 11, 3, word), note="a filter larger than the picture, with padding")


SHRINKAGE = Exercise(
    target=shrinkage,
    points=2,
    minutes=6,
    properties=(
        Property("valid layers shrink", 2, public=(Case((9, 3, 2, "valid"), note="two layers"),), hidden=_shrinking),
        Property(
            "nothing is left in the end",
            2,
            public=(
                Case((8, 4, 4, "valid"), note="four layers of 4 × 4"),
                Case((5, 3, 3, "valid"), note="an exact fit"),
            ),
            hidden=_used_up,
        ),
        Property(
            "same layers keep",
            public=(
                Case((8, 3, 3, "same"), note="padding"),
                Case((3, 5, 2, "same"), note="a filter that fits thanks to the padding"),
            ),
            hidden=_kept,
        ),
        Property("no layers", 0.5, public=(Case((7, 3, 0, "valid"), note="no layers"),)),
    ),
    misconceptions=(
        Misconception(
            "minus f",
            shrink_by_f,
            "You take f pixels away in each layer. A window of f pixels leaves n − f + 1 places: the loss is f − 1.",
        ),
        Misconception(
            "below zero",
            shrink_below_zero,
            "Right while the filter fits. After that your sizes fall below zero; a picture cannot have fewer than 0 "
            "pixels.",
        ),
        Misconception(
            "the list stops",
            shrink_and_stop,
            "Right while the filter fits. Then your list ends; it should go on with zeros, so that it has layers + 1 "
            "sizes.",
        ),
        Misconception(
            "the rest stays",
            shrink_and_stay,
            "Right while the filter fits. After that you keep the last size, but a layer whose filter does not fit "
            "gives nothing: 0.",
        ),
        Misconception(
            "first size missing",
            shrink_without_the_first,
            "The sizes are right, but the list should begin with n itself, before any layer: layers + 1 sizes.",
        ),
        Misconception(
            "last layer missing",
            shrink_one_layer_short,
            "The sizes are right, but the last layer is missing: n and one size for each layer make layers + 1.",
        ),
        Misconception(
            "exact fit refused",
            shrink_refusing_exact_fit,
            "Nearly: where the filter is exactly as large as what is left, it fits, once, and leaves one pixel. You "
            "give 0 a layer too soon.",
        ),
        Misconception(
            "padding ignored",
            shrink_whatever_the_padding,
            'Right for "valid". With "same" every layer is padded, and nothing is lost: the size stays.',
        ),
        Misconception(
            "large filters refused",
            shrink_refusing_large_filters,
            'Right for "valid". With "same" the filter has to fit into the padded picture, and there it always does: '
            "the size stays, however small it is.",
        ),
        Misconception(
            "ValueError not caught",
            shrink_without_except,
            "Right while the filter fits. After that `output_size` raises its ValueError, and it ends your function "
            "too: catch it with try and except, or ask beforehand whether the filter fits. The size is 0 then.",
        ),
        Misconception(
            "one side only",
            shrink_on_one_side,
            "You take away (f − 1)/2 in each layer. That is lost at each of the two ends of a line: f − 1 altogether.",
        ),
        Misconception(
            "last size only",
            shrink_only_to_the_last_size,
            "You give the size after the last layer. Return all of them, in a list that begins with n.",
        ),
    ),
    alternatives=(shrinkage_by_formula, shrinkage_by_output_size),
    equivalent={
        "pad = same_padding(f) if padding <= 'same' else 0": 'Of the two words only "same" is not after "same".',
        "sizes.append(max(0, sizes[-1] + 2 * pad - f + 1))": "The larger of two numbers is the same in either order.",
    },
    hints=(
        "Follow one layer after the other: what the next layer gets is what the last one left.",
        "Each valid layer turns n into n − f + 1. Do not let it fall below 0. Each same layer leaves n as it is.",
        "n = 5, f = 3, three valid layers: 5, then 3, then 1, where the filter does not fit any more, then 0.",
    ),
    rules=(NO_READY_MADE,),
)


# quick questions

EXERCISES: tuple[AnyExercise, ...] = (
    ZERO_PAD,
    SAME_PADDING,
    OUTPUT_SIZE,
    BREAK_ROUNDING_UP,
    CONV2D,
    SAME_PADS,
    WINDOWS_COVERING,
    SHRINKAGE,
    Question(
        name="corner_and_middle",
        answer=corner_and_middle,
        points=1,
        wrong={
            (
                1,
                3,
            ): (
                "Right for a line. A picture has two directions: multiply the count along the height by the one along "
                "the width."
            ),
            (4, 9): "That is with padding 1. Without it only one window reaches into the corner.",
            (9, 1): "The right two numbers, in the other order: first the corner, then the middle.",
            (
                1,
                1,
            ): (
                "The corner is right. A pixel in the middle is passed by many windows: how many places can it have in "
                "one?"
            ),
        },
        hints=(
            "Count along a line first: a window of 3 pixels.",
            "Along a line it is 1 and 3. In two directions, multiply.",
        ),
    ),
    Question(
        name="why_odd",
        answer=why_odd,
        points=1,
        wrong={
            "a": "An even filter has no fewer positions to offer: n − f + 1 is fine for any f. Think of the two sides.",
            "c": "The stride has no part in it: the question is there with stride 1 already.",
        },
        hints=("Work out f − 1 for f = 4, and share it between the two ends of a line.",),
    ),
    Question(
        name="untouched_pixel",
        answer=untouched_pixel,
        points=1,
        wrong={
            6: "No pixel of this line has that number: counting begins with 0. Write down what each window holds.",
            4: "Pixel 4 is the last one of the second window, 2–3–4.",
            0: "The first window begins with pixel 0.",
            -1: "Python would find it under −1; please give its number counted from 0.",
        },
        hints=("Write down the pixels of each window: 0–1–2, then two further on.",),
    ),
    Question(
        name="stride_two_cost",
        answer=stride_two_cost,
        points=1,
        wrong={
            0.5: "Half along each direction. There are two directions.",
            4: "It is the other way round: with stride 2 there is less to do, not more.",
            2: "With stride 2 there is less to do, not more. And there are two directions.",
            0.125: "There are two directions, so two halves to multiply, not three.",
        },
        hints=("How many output places remain, along one direction and along both?",),
    ),
    Question(
        name="tensorflow_centre",
        answer=tensorflow_centre,
        points=1,
        wrong={
            0: "That is PyTorch's, with one zero on each side. TensorFlow's single zero stands after the line.",
            2: "Pixel 2 is the last one of that window: it holds 0, 1 and 2.",
        },
        hints=("The pads are (0, 1). Which three pixels does the first window hold?",),
    ),
)
