"""How the exercises of the lesson `convolution` are judged."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from solutions.convolution import (
    break_no_turn,
    convolve,
    cross_correlate,
    dense_weights,
    edge_kernel,
    edge_strength,
    flat_wall,
    kernel_gradient,
    kernel_weights,
    largest_rate,
    learn_kernel,
    library_conv2d,
    valid_shape,
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

NO_READY_MADE = Forbid(
    ("scipy", "striate.nn", "torch", "tensorflow", "cv2", "skimage", "numpy.convolve", "numpy.correlate"),
    "This function is yours to write with plain NumPy; a finished convolution may not stand in for it.",
)


def _quarters(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers from -5 to 5 in quarters: their sums of products are exact in float32 too."""
    return rng.integers(-20, 21, shape) / 4


def _bytes(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Bright grey levels: any two of them overflow uint8."""
    return rng.integers(130, 256, shape).astype(np.uint8)


def _view(array: np.ndarray) -> Construct:
    return Construct("view", (array,))


# A tall picture and a kernel with fractions and signs: whole numbers, rounding and half precision show at once.
FRACTIONS = np.array([[0.25, 1.5, -2.5], [3.75, -0.5, 1.25], [2.0, 0.75, -1.0], [-1.5, 2.25, 0.5]])
BROKEN_WEIGHTS = np.array([[0.37, -1.25], [0.5, 2.11]])


# dense_weights


def counts_biases(n_H: int, n_W: int, n_C: int, units: int) -> int:
    return (n_H * n_W * n_C + 1) * units


def forgets_channels(n_H: int, n_W: int, n_C: int, units: int) -> int:
    return n_H * n_W * units


def forgets_units(n_H: int, n_W: int, n_C: int, units: int) -> int:
    return n_H * n_W * n_C


def adds_units(n_H: int, n_W: int, n_C: int, units: int) -> int:
    return n_H * n_W * n_C + units


def squares_the_height(n_H: int, n_W: int, n_C: int, units: int) -> int:
    return n_H**2 * n_C * units


def one_weight_per_channel(n_H: int, n_W: int, n_C: int, units: int) -> int:
    return n_C * units


def weights_by_size_of_matrix(n_H: int, n_W: int, n_C: int, units: int) -> Any:
    return np.prod(np.array([n_H, n_W, n_C, units], dtype=float))


def weights_by_counting(n_H: int, n_W: int, n_C: int, units: int) -> int:
    total = 0
    for _ in range(units):
        total += n_H * n_W * n_C
    return total


def _dense_cases(rng: np.random.Generator) -> Iterator[Case]:
    for _ in range(3):
        n_H, n_W, n_C, units = (int(n) for n in rng.choice(np.arange(2, 60), 4, replace=False))
        yield Case((n_H, n_W, n_C, units))
    yield Case((1, 1, 1, 1))


DENSE_WEIGHTS = Exercise(
    target=dense_weights,
    points=1,
    minutes=2,
    properties=(
        Property(
            "one weight for every number and unit",
            1,
            public=(Case((2, 3, 1, 4)), Case((64, 48, 3, 10), note="a colour picture that is not square")),
            hidden=_dense_cases,
        ),
        Property(
            "large pictures",
            1,
            public=(Case((1000, 1000, 3, 1000), note="a photograph"),),
            hidden=lambda rng: [Case((3000, 4000, 3, 4096))],
        ),
    ),
    misconceptions=(
        Misconception(
            "biases counted",
            counts_biases,
            "You counted a bias for every unit as well. That is right for all parameters of the layer; here only the "
            "weights are asked for, so leave the units' biases out.",
        ),
        Misconception(
            "channels forgotten",
            forgets_channels,
            "This counts pixels, and is right for a grey picture. A colour pixel is n_C numbers, and each of them has "
            "its own weight: multiply by n_C.",
        ),
        Misconception(
            "units forgotten",
            forgets_units,
            "This is how many numbers the picture holds, the weights of a single unit. Every unit of the layer has "
            "that many: multiply by the number of units.",
        ),
        Misconception(
            "units added",
            adds_units,
            "You added the units to the size of the picture. Every unit is joined to every number, so the two "
            "multiply.",
        ),
        Misconception(
            "picture taken as square",
            squares_the_height,
            "Right for square pictures only: the height stands twice. Use the width for the second side.",
        ),
        Misconception(
            "one weight per channel",
            one_weight_per_channel,
            "You let all pixels share one weight per channel. That is a good idea, and close to where this lesson "
            "goes, but a fully connected unit has a separate weight for every pixel.",
        ),
    ),
    alternatives=(weights_by_size_of_matrix, weights_by_counting),
    hints=(
        "Think of a single unit first: how many numbers does it look at?",
        "A picture holds n_H · n_W · n_C numbers, and every unit has a weight for each.",
        "A colour picture of 2 rows and 2 columns is 2 · 2 · 3 = 12 numbers. One unit: 12 weights. Five units: 60.",
    ),
)

# cross_correlate


def turns_the_kernel(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(windows, kernel[::-1, ::-1], axes=2)


def one_place_too_few(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H, n_W - f_W))
    for i in range(n_H - f_H):
        for j in range(n_W - f_W):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
    return output


def takes_kernel_as_square(image: np.ndarray, kernel: np.ndarray) -> Any:
    n_H, n_W = image.shape
    f = kernel.shape[0]
    if f > n_H or f > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f + 1, n_W - f + 1))
    for i in range(n_H - f + 1):
        for j in range(n_W - f + 1):
            output[i, j] = np.sum(image[i : i + f, j : j + f].astype(float) * kernel)
    return output


def exchanges_height_and_width(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_W - f_W + 1, n_H - f_H + 1))
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            output[j, i] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
    return output


def never_refuses(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1))
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
    return output


def refuses_exact_fit(image: np.ndarray, kernel: np.ndarray) -> Any:
    if kernel.shape[0] >= image.shape[0] or kernel.shape[1] >= image.shape[1]:
        raise ValueError("the kernel does not fit")
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(windows, kernel, axes=2)


def multiplies_in_small_integers(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1))
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W] * kernel)
    return output


def stores_in_the_image_type(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1), dtype=image.dtype)
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            total = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
            output[i, j] = np.asarray(total).astype(int) if image.dtype.kind in "iu" else total
    return output


def keeps_the_size(image: np.ndarray, kernel: np.ndarray) -> Any:
    f_H, f_W = kernel.shape
    if f_H > image.shape[0] or f_W > image.shape[1]:
        raise ValueError("the kernel does not fit")
    before = ((f_H - 1) // 2, (f_W - 1) // 2)
    pads = [(before[0], f_H - 1 - before[0]), (before[1], f_W - 1 - before[1])]
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image.astype(float), pads), kernel.shape)
    return np.tensordot(windows, kernel, axes=2)


def averages(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(windows, kernel, axes=2) / kernel.size


def jumps_by_the_kernel(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H // f_H, n_W // f_W))
    for i in range(n_H // f_H):
        for j in range(n_W // f_W):
            window = image[i * f_H : (i + 1) * f_H, j * f_W : (j + 1) * f_W]
            output[i, j] = np.sum(window.astype(float) * kernel)
    return output


def matrix_product(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1))
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            output[i, j] = np.sum(np.dot(image[i : i + f_H, j : j + f_W].astype(float), kernel))
    return output


def cuts_to_grey_levels(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.clip(np.tensordot(windows, kernel, axes=2), 0, 255)


def drops_the_sign(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.abs(np.tensordot(windows, kernel, axes=2))


def multiplies_in_place(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1))
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            window = image[i : i + f_H, j : j + f_W]
            window *= kernel
            output[i, j] = window.sum()
    return output


def normalises_the_kernel(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    total = np.sum(kernel, dtype=float)
    return np.tensordot(windows, kernel / total if total else kernel, axes=2)


def cuts_off_fractions(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(int), kernel.shape)
    return np.tensordot(windows, kernel.astype(float), axes=2)


def leaves_half_a_kernel(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - 2 * (f_H // 2), n_W - 2 * (f_W // 2)))
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
    return output


def stores_whole_numbers(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1), dtype=int)
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
    return output


def rounds_to_whole_numbers(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.round(np.tensordot(windows, kernel, axes=2))


def rounds_to_three_decimals(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.round(np.tensordot(windows, kernel, axes=2), 3)


def cuts_off_the_weights_fractions(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), kernel.shape)
    return np.tensordot(windows, kernel.astype(int), axes=2)


def checks_the_height_only(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, max(n_W - f_W + 1, 0)))
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
    return output


def returns_after_the_first_row(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    output = np.zeros((n_H - f_H + 1, n_W - f_W + 1))
    for i in range(n_H - f_H + 1):
        for j in range(n_W - f_W + 1):
            output[i, j] = np.sum(image[i : i + f_H, j : j + f_W].astype(float) * kernel)
        return output
    return None


def place_by_place(image: np.ndarray, kernel: np.ndarray) -> Any:
    rows, columns = (n - f + 1 for n, f in zip(image.shape, kernel.shape, strict=True))
    if rows < 1 or columns < 1:
        raise ValueError("the kernel is larger than the picture")
    answer = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            answer[i, j] = np.vdot(image[i:, j:][: kernel.shape[0], : kernel.shape[1]].astype(float), kernel)
    return answer


def four_loops_on_lists(image: np.ndarray, kernel: np.ndarray) -> list[list[float]]:
    picture, weights = image.tolist(), kernel.tolist()
    f_H, f_W = len(weights), len(weights[0])
    rows, columns = len(picture) - f_H + 1, len(picture[0]) - f_W + 1
    if min(rows, columns) <= 0:
        raise ValueError("the kernel is larger than the picture")
    answer = []
    for i in range(rows):
        line = []
        for j in range(columns):
            line.append(sum(picture[i + a][j + b] * weights[a][b] for a in range(f_H) for b in range(f_W)))
        answer.append(line)
    return answer


def all_windows_at_once(image: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)  # itself refuses what does not fit
    return np.einsum("ijab,ab->ij", windows, kernel, dtype=float)


def columns_and_one_product(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if n_H < f_H or n_W < f_W:
        raise ValueError("the kernel is larger than the picture")
    i = np.arange(n_H - f_H + 1)[:, None, None, None] + np.arange(f_H)[:, None]
    j = np.arange(n_W - f_W + 1)[:, None, None] + np.arange(f_W)
    return (image[i, j].reshape(-1, kernel.size) @ kernel.ravel().astype(float)).reshape(n_H - f_H + 1, n_W - f_W + 1)


def rolled_pictures(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel is larger than the picture")
    total = np.zeros((n_H, n_W))
    for a, b in np.ndindex(f_H, f_W):
        total += np.roll(image, (-a, -b), axis=(0, 1)) * float(kernel[a, b])
    return total[: n_H - f_H + 1, : n_W - f_W + 1]


def by_fourier_transform(image: np.ndarray, kernel: np.ndarray) -> Any:
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel is larger than the picture")
    product = np.fft.fft2(image) * np.conj(np.fft.fft2(kernel, image.shape))
    valid = np.fft.ifft2(product).real
    return valid[: image.shape[0] - kernel.shape[0] + 1, : image.shape[1] - kernel.shape[1] + 1]


def in_single_precision(image: np.ndarray, kernel: np.ndarray) -> Any:
    small = image.dtype == np.float32 or kernel.dtype == np.float32
    image, kernel = (array.astype(np.float32 if small else np.int64 if array.dtype.kind in "iu" else float)
                     for array in (image, kernel))  # fmt: skip
    size = [n - f + 1 for n, f in zip(image.shape, kernel.shape, strict=True)]
    if min(size) < 1:
        raise ValueError("the kernel is larger than the picture")
    strided = np.lib.stride_tricks.as_strided(image, (*size, *kernel.shape), image.strides * 2)
    return (strided * kernel).sum((2, 3))


def _drawn_values(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 5, 5), _quarters(rng, 3, 3)))
    yield Case((rng.normal(size=(9, 9)), rng.normal(size=(4, 4))), note="a kernel of even size")
    yield Case((rng.integers(0, 100, (6, 6)), np.array([[1, 2, 3], [0, 1, 2], [0, 0, 1]])))
    yield Case((_quarters(rng, 23, 19), _quarters(rng, 5, 5)), note="a larger picture")
    yield Case((1000 + rng.normal(size=(5, 6)), rng.normal(size=(2, 3))), note="large numbers with fractions")


def _drawn_shapes(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 7, 4), _quarters(rng, 2, 3)), note="a picture and a kernel that are not square")
    yield Case((_quarters(rng, 4, 8), _quarters(rng, 3, 1)), note="a kernel that is a column")
    yield Case((_quarters(rng, 5, 3), np.array([[1.75]])), note="a 1x1 kernel")
    yield Case((_quarters(rng, 4, 3), _quarters(rng, 4, 3)), note="a kernel as large as the picture")
    yield Case((_quarters(rng, 3, 6), _quarters(rng, 3, 2)), note="a kernel as tall as the picture")
    yield Case((_quarters(rng, 6, 3), _quarters(rng, 2, 3)), note="a kernel as wide as the picture")
    yield Case((np.array([[3.5]]), np.array([[-2.0]])), note="a picture of one pixel")


def _drawn_misfits(rng: np.random.Generator) -> Iterator[Case]:
    by_one = ((3, 5), (4, 2)), ((5, 3), (2, 4)), ((2, 2), (3, 3))
    by_more = ((6, 2), (1, 5)), ((2, 6), (5, 1)), ((2, 5), (4, 2)), ((5, 2), (3, 4)), ((2, 2), (4, 4)), ((3, 4), (9, 8))
    for image, kernel in (*by_one, *by_more):
        yield Case((_quarters(rng, *image), _quarters(rng, *kernel)))


def _drawn_types(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_bytes(rng, 5, 4), _bytes(rng, 2, 3)), note="a picture and a kernel of type uint8")
    yield Case((_bytes(rng, 4, 5), np.array([[3, 0, -3], [10, 0, -10]], np.int8)), note="uint8 grey levels")
    yield Case((rng.integers(90, 128, (4, 4)).astype(np.int8), np.array([[2, -3], [4, 5]], np.int8)), note="type int8")
    yield Case((rng.integers(-128, -90, (4, 3)).astype(np.int8), _quarters(rng, 2, 2)), note="negative numbers, int8")
    yield Case((rng.integers(0, 2, (4, 5)).astype(bool), _quarters(rng, 2, 2)), note="a picture of True and False")
    yield Case((_bytes(rng, 4, 4), np.array([[0.5, -1.25]])), note="uint8 grey levels and broken weights")
    yield Case((rng.integers(-9, 10, (4, 3)), _quarters(rng, 2, 2)), note="whole grey levels and broken weights")
    yield Case((_quarters(rng, 6, 5).astype(np.float32), _quarters(rng, 3, 3).astype(np.float32)), note="type float32")


def _drawn_arrays(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 5, 6), _quarters(rng, 3, 2)), times=2)
    yield Case((_view(_quarters(rng, 5, 4)), _view(_quarters(rng, 2, 3))), note="views that skip pixels")
    yield Case((rng.integers(-9, 10, (4, 5)), rng.integers(-9, 10, (2, 2))), times=2)


CROSS_CORRELATE = Exercise(
    target=cross_correlate,
    points=4,
    minutes=12,
    properties=(
        Property(
            "slides, multiplies and adds",
            3,
            public=(
                Case((np.array([[1, 2, 0, 1], [3, 1, 1, 0], [0, 2, 4, 1]]), np.array([[1, 0], [2, -3]]))),
                Case((FRACTIONS, BROKEN_WEIGHTS), note="fractions, in a picture that is taller than wide"),
            ),
            hidden=_drawn_values,
        ),
        Property(
            "any height and width",
            2,
            public=(
                Case((np.array([[1, 2, 3, 4], [5, 6, 7, 9]]), np.array([[1, 0, -2]])), note="a kernel of one row"),
                Case((np.array([[1, 2], [5, 3], [4, 7]]), np.array([[1], [-3]])), note="a kernel of one column"),
                Case((np.array([[1, 2], [4, 3]]), np.array([[1, 3], [0, 2]])), note="a kernel that fits exactly"),
                Case((np.array([[1, 2, 4], [3, 0, 5]]), np.array([[-1.5]])), note="a kernel of one weight"),
            ),
            hidden=_drawn_shapes,
        ),
        Property(
            "refuses a kernel that does not fit",
            1,
            public=(
                Case((np.ones((2, 4)), np.ones((3, 2))), note="a kernel that is one pixel too tall"),
                Case((np.ones((4, 2)), np.ones((2, 3))), note="a kernel that is one pixel too wide"),
            ),
            hidden=_drawn_misfits,
        ),
        Property(
            "whole numbers do not overflow",
            1,
            public=(
                Case(
                    (np.array([[200, 100, 250]], np.uint8), np.array([[2, 1]], np.uint8)),
                    note="uint8 numbers whose sums are above 255",
                ),
            ),
            hidden=_drawn_types,
        ),
        Property(
            "leaves its inputs as they were",
            1,
            public=(Case((np.array([[1.0, 2.0, 4.0]]), np.array([[3.0, 1.0]])), times=2),),
            hidden=_drawn_arrays,
        ),
    ),
    misconceptions=(
        Misconception(
            "kernel turned",
            turns_the_kernel,
            "Your sums belong to the kernel turned by 180°: that is mathematical convolution, which comes next. "
            "Here use the kernel as it stands, its first number on the window's first pixel.",
        ),
        Misconception(
            "one place too few",
            one_place_too_few,
            "The numbers you give are right, but the last row and column of places are missing. A kernel of width f "
            "fits on n pixels in n - f + 1 places: with n = 3 and f = 3 there is one place, not none.",
        ),
        Misconception(
            "kernel taken as square",
            takes_kernel_as_square,
            "Right for square kernels. You use the kernel's height for both its sides: take f_H and f_W separately "
            "from kernel.shape.",
        ),
        Misconception(
            "height and width exchanged",
            exchanges_height_and_width,
            "The sums are right and stand in the wrong place: rows and columns of your answer are exchanged. Its shape "
            "is height first, and the place on row i and column j belongs in output[i, j].",
        ),
        Misconception(
            "never refuses",
            never_refuses,
            "Right wherever the kernel fits. Where it is one pixel too large you return an array without entries, and "
            "the mistake would come to light much later: check the sizes first and raise a ValueError.",
        ),
        Misconception(
            "exact fit refused",
            refuses_exact_fit,
            "A kernel as tall or as wide as the picture still fits, in exactly one place in that direction. Refuse it "
            "only if it is larger.",
        ),
        Misconception(
            "products overflow",
            multiplies_in_small_integers,
            "Your loops are right; the small whole numbers are not. uint8 times uint8 is again uint8 and begins anew "
            "at 256, without a warning. Turn the picture into floats before you multiply.",
        ),
        Misconception(
            "stored in the picture's type",
            stores_in_the_image_type,
            "The sums are right until you store them: your output array has the type of the picture, which loses "
            "signs, fractions and all that is above 255. Make it an array of floats.",
        ),
        Misconception(
            "size kept by zeros",
            keeps_the_size,
            "You put zeros around the picture so that the answer keeps its size. That is padding, the next lesson's "
            "subject. Here the kernel visits only places where all of it lies on the picture.",
        ),
        Misconception(
            "averaged",
            averages,
            "You divided by the number of weights. A blur is an average, but a kernel brings its own weights: add the "
            "products up and leave the sum as it is.",
        ),
        Misconception(
            "jumps by its own size",
            jumps_by_the_kernel,
            "Your windows lie side by side like tiles. The kernel moves by one pixel at a time, so that its windows "
            "overlap.",
        ),
        Misconception(
            "matrix product",
            matrix_product,
            "np.dot (or @) of two matrices multiplies rows by columns. Here each number meets the one in the same "
            "place: use * and then add up.",
        ),
        Misconception(
            "cut to grey levels",
            cuts_to_grey_levels,
            "You cut the answer to 0..255, as for showing it. The answer of a kernel is not a picture: its negative "
            "numbers say that the picture gets brighter instead of darker. Leave them.",
        ),
        Misconception(
            "sign dropped",
            drops_the_sign,
            "The sizes are right, the signs are gone. Whether a sum is negative tells from which side the light comes; "
            "leave out the absolute value.",
        ),
        Misconception(
            "window multiplied in place",
            multiplies_in_place,
            "window *= kernel writes into the picture itself, since a slice is a view and not a copy: every window "
            "after the first meets pixels that were already multiplied. Write window * kernel into a new array.",
        ),
        Misconception(
            "kernel normalised",
            normalises_the_kernel,
            "You divided the kernel by the sum of its weights. That keeps the brightness when one blurs, but it "
            "changes the task: use the weights as they are.",
        ),
        Misconception(
            "fractions cut off",
            cuts_off_fractions,
            "Turning the picture into int keeps sums from overflowing, and cuts 2.75 down to 2. A picture may hold "
            "fractions: turn it into float.",
        ),
        Misconception(
            "stores whole numbers",
            stores_whole_numbers,
            "The sums are right until you store them: your output is an array of int, which cuts 2.75 down to 2. Make "
            "it an array of floats; np.zeros(shape) without a dtype is one.",
        ),
        Misconception(
            "rounded to whole numbers",
            rounds_to_whole_numbers,
            "You rounded the sums. Pictures and weights may hold fractions: return the sums as they are.",
        ),
        Misconception(
            "rounded to three decimals",
            rounds_to_three_decimals,
            "You rounded the sums to three decimals. That is for printing: return the sums as they are.",
        ),
        Misconception(
            "weights' fractions cut off",
            cuts_off_the_weights_fractions,
            "Turning the kernel into int cuts its weights: 0.37 becomes 0. Turn numbers into float, not into int.",
        ),
        Misconception(
            "only the height checked",
            checks_the_height_only,
            "You refuse a kernel that is too tall and let one pass that is too wide. Check both sides.",
        ),
        Misconception(
            "returned after the first row",
            returns_after_the_first_row,
            "Your first row is right and the others were never computed: the return stands inside the loop, so that it "
            "ends after one round. Move it out, to the depth of the first for.",
        ),
        Misconception(
            "half a kernel at each border",
            leaves_half_a_kernel,
            "Right for kernels of odd size. You leave f // 2 pixels out at both borders; a kernel of 2 on 3 pixels has "
            "two places, not one. Count the places as n - f + 1.",
        ),
    ),
    alternatives=(
        place_by_place,
        four_loops_on_lists,
        all_windows_at_once,
        columns_and_one_product,
        rolled_pictures,
        by_fourier_transform,
        in_single_precision,
    ),
    hints=(
        "Lay the kernel on the top left corner by hand. Which numbers meet, and how many steps can it make to the "
        "right?",
        "There are n_H - f_H + 1 rows of places and n_W - f_W + 1 in each. The place (i, j) sees "
        "image[i : i + f_H, j : j + f_W]; as floats, times the kernel, summed.",
        "On the column [[2], [5], [4]] the kernel [[3], [-1]] has two places, one below the other: 3·2 - 5 = 1 and "
        "3·5 - 4 = 11, so the answer is [[1], [11]].",
    ),
    rules=(NO_READY_MADE,),
)

# convolve


def does_not_turn(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image, kernel)


def turns_rows_only(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image, kernel[::-1])


def turns_columns_only(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image, kernel[:, ::-1])


def transposes_the_kernel(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image, kernel.T)


def quarter_turn(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image, np.rot90(kernel))


def turns_the_image(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image[::-1, ::-1], kernel)


def turns_both(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image[::-1, ::-1], kernel[::-1, ::-1])


def changes_the_sign(image: np.ndarray, kernel: np.ndarray) -> Any:
    return -cross_correlate(image, kernel)


def touches_count_too(image: np.ndarray, kernel: np.ndarray) -> Any:
    (n_H, n_W), (f_H, f_W) = image.shape, kernel.shape
    if f_H > n_H or f_W > n_W:
        raise ValueError("the kernel does not fit")
    padded = np.pad(image, ((f_H - 1, f_H - 1), (f_W - 1, f_W - 1)))
    return cross_correlate(padded, kernel[::-1, ::-1])


def turns_in_place(image: np.ndarray, kernel: np.ndarray) -> Any:
    kernel[...] = kernel[::-1, ::-1].copy()
    return cross_correlate(image, kernel)


def turns_but_rounds(image: np.ndarray, kernel: np.ndarray) -> Any:
    return np.round(cross_correlate(image, kernel[::-1, ::-1]))


def two_quarter_turns(image: np.ndarray, kernel: np.ndarray) -> Any:
    return cross_correlate(image, np.rot90(kernel, 2))


def image_turned_and_back(image: np.ndarray, kernel: np.ndarray) -> Any:
    return np.flip(cross_correlate(np.flip(image), kernel))


def counts_backwards(image: np.ndarray, kernel: np.ndarray) -> Any:
    f_H, f_W = kernel.shape
    rows, columns = image.shape[0] - f_H + 1, image.shape[1] - f_W + 1
    if rows < 1 or columns < 1:
        raise ValueError("the kernel is larger than the picture")
    answer = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for a in range(f_H):
                for b in range(f_W):
                    answer[i, j] += float(image[i + a, j + b]) * float(kernel[f_H - 1 - a, f_W - 1 - b])
    return answer


def product_of_spectra(image: np.ndarray, kernel: np.ndarray) -> Any:
    f_H, f_W = kernel.shape
    if f_H > image.shape[0] or f_W > image.shape[1]:
        raise ValueError("the kernel is larger than the picture")
    full = np.fft.irfft2(np.fft.rfft2(image) * np.fft.rfft2(kernel, image.shape), image.shape)
    return full[f_H - 1 :, f_W - 1 :]


def _drawn_convolutions(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 5, 5), _quarters(rng, 3, 3)))
    yield Case((_quarters(rng, 6, 6), np.array([[1.0, 2.0], [3.0, 5.0]])))
    yield Case((rng.normal(size=(8, 8)), rng.normal(size=(4, 4))))
    yield Case((_quarters(rng, 21, 18), _quarters(rng, 5, 5)), note="a larger picture")


def _drawn_oblong_convolutions(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 4, 7), _quarters(rng, 2, 3)))
    yield Case((_quarters(rng, 7, 4), _quarters(rng, 3, 1)), note="a kernel that is a column")
    yield Case((_quarters(rng, 3, 4), _quarters(rng, 3, 4)), note="a kernel as large as the picture")
    yield Case((_quarters(rng, 3, 2), np.array([[-2.5]])), note="a 1x1 kernel")


def _drawn_convolution_arrays(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_bytes(rng, 4, 5), _bytes(rng, 2, 2)), note="uint8 numbers")
    yield Case((_view(_quarters(rng, 5, 4)), _view(_quarters(rng, 2, 3))), times=2, note="views that skip pixels")
    yield Case((_quarters(rng, 5, 4).astype(np.float32), _quarters(rng, 3, 2).astype(np.float32)), note="type float32")
    yield Case((_quarters(rng, 4, 4), _quarters(rng, 2, 2)), times=2)


CONVOLVE = Exercise(
    target=convolve,
    points=2,
    minutes=4,
    properties=(
        Property(
            "turns the kernel by 180°",
            4,
            public=(
                Case((np.array([[1, 2, 0], [3, 1, 1], [0, 2, 5]]), np.array([[1, 0], [2, -3]]))),
                Case((FRACTIONS, BROKEN_WEIGHTS), note="fractions, in a picture that is taller than wide"),
            ),
            hidden=_drawn_convolutions,
        ),
        Property(
            "any height and width",
            2,
            public=(
                Case((np.array([[1, 2, 4, 7], [5, 3, 6, 9]]), np.array([[1, 0, -2]])), note="a kernel of one row"),
                Case((np.array([[1, 2], [5, 3], [4, 7]]), np.array([[1], [-3]])), note="a kernel of one column"),
            ),
            hidden=_drawn_oblong_convolutions,
        ),
        Property(
            "refuses a kernel that does not fit",
            1,
            public=(
                Case((np.ones((2, 4)), np.ones((3, 2))), note="a kernel that is one pixel too tall"),
                Case((np.ones((4, 2)), np.ones((2, 3))), note="a kernel that is one pixel too wide"),
            ),
            hidden=lambda rng: [
                Case((_quarters(rng, 2, 5), _quarters(rng, 4, 2))),
                Case((_quarters(rng, 2, 2), _quarters(rng, 4, 4))),
                Case((_quarters(rng, 2, 2), _quarters(rng, 5, 5))),
            ],
        ),
        Property(
            "any array",
            1,
            public=(
                Case(
                    (np.array([[200, 100, 250]], np.uint8), np.array([[2, 1]], np.uint8)),
                    times=2,
                    note="uint8 numbers, asked twice",
                ),
            ),
            hidden=_drawn_convolution_arrays,
        ),
    ),
    misconceptions=(
        Misconception(
            "kernel not turned",
            does_not_turn,
            "This is cross-correlation: the kernel slides as it stands. Turn it by 180° first.",
        ),
        Misconception(
            "only the rows reversed",
            turns_rows_only,
            "You reversed the order of the rows: the kernel is mirrored top to bottom. Turned by 180° it is mirrored "
            "left to right as well: reverse both axes.",
        ),
        Misconception(
            "only the columns reversed",
            turns_columns_only,
            "You reversed the order of the columns: the kernel is mirrored left to right. Turned by 180° it is "
            "mirrored top to bottom as well: reverse both axes.",
        ),
        Misconception(
            "kernel transposed",
            transposes_the_kernel,
            "Transposing reflects the kernel in its diagonal: the top left number stays where it was. Turned by "
            "180° it goes to the bottom right.",
        ),
        Misconception(
            "quarter turn",
            quarter_turn,
            "np.rot90 turns by 90°. Two such turns make the 180° that are needed.",
        ),
        Misconception(
            "picture turned instead",
            turns_the_image,
            "You turned the picture instead of the kernel. The numbers are the right ones, and the answer is turned by "
            "180°: turn the kernel instead.",
        ),
        Misconception(
            "both turned",
            turns_both,
            "With picture and kernel both turned, each product is the same as with neither: you have the "
            "cross-correlation, turned by 180°. Turn the kernel only.",
        ),
        Misconception(
            "sign changed",
            changes_the_sign,
            "Changing the sign does the same as turning for this lesson's edge kernels, but only because these, turned "
            "by 180°, are their own negatives. A kernel in general has to be turned.",
        ),
        Misconception(
            "every overlap counted",
            touches_count_too,
            'You also count places where the kernel hangs over the border (NumPy calls that mode "full"). Keep only '
            "those where all of it lies on the picture.",
        ),
        Misconception(
            "kernel turned in place",
            turns_in_place,
            "The first answer is right. But you write the turned kernel into the array that was handed in, so the next "
            "call turns it back. Slide a turned copy, or the view kernel[::-1, ::-1].",
        ),
        Misconception(
            "rounded",
            turns_but_rounds,
            "The kernel is turned as it should be, and then the sums lose their fractions. Return them as they are.",
        ),
    ),
    alternatives=(two_quarter_turns, image_turned_and_back, counts_backwards, product_of_spectra),
    hints=(
        "You have a function that slides a kernel. What must happen to the kernel before it slides?",
        "A slice with step -1 reverses an axis; turning by 180° reverses both.",
        "The kernel [[1, 0], [0, 5]] turned is [[5, 0], [0, 1]]. On the picture [[1, 2], [3, 4]] it answers "
        "5·1 + 1·4 = 9; as it stood it would have answered 1·1 + 5·4 = 21.",
    ),
    rules=(NO_READY_MADE,),
)

# edge_kernel


def directions_exchanged(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel.T if direction == "vertical" else kernel


def signs_exchanged(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (-1, 0, 1))
    return kernel if direction == "vertical" else kernel.T


def horizontal_by_rotation(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel if direction == "vertical" else np.rot90(kernel)


def divided_by_its_weights(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (1, 0, -1)) / (2 * sum(weights[name]))
    return kernel if direction == "vertical" else kernel.T


def always_vertical(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    return np.outer(weights[name], (1, 0, -1))


def answers_any_name(name: str, direction: str) -> Any:
    column = (1, 1, 1) if name == "prewitt" else (1, 2, 1) if name == "sobel" else (3, 10, 3)
    if direction not in ("vertical", "horizontal"):
        raise ValueError(direction)
    kernel = np.outer(column, (1, 0, -1))
    return kernel if direction == "vertical" else kernel.T


def answers_any_direction(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights:
        raise ValueError(name)
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel if direction == "vertical" else kernel.T


def raises_key_error(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    kernel = np.outer(weights[name], (1, 0, -1))
    return {"vertical": kernel, "horizontal": kernel.T}[direction]


def returns_nothing(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        return None
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel if direction == "vertical" else kernel.T


def prewitt_for_sobel(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 1, 1), "scharr": (3, 10, 3)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel if direction == "vertical" else kernel.T


def any_spelling(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}
    name, direction = name.strip().lower(), direction.strip().lower()
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel if direction == "vertical" else kernel.T


def first_letters_only(name: str, direction: str) -> Any:
    weights = {"p": (1, 1, 1), "so": (1, 2, 1), "sc": (3, 10, 3)}
    column = weights.get(name[:1]) or weights.get(name[:2])
    if column is None or direction[:1] not in ("v", "h"):
        raise ValueError((name, direction))
    kernel = np.outer(column, (1, 0, -1))
    return kernel if direction[:1] == "v" else kernel.T


def scharr_with_sobels_sides(name: str, direction: str) -> Any:
    weights = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (1, 10, 1)}
    if name not in weights or direction not in ("vertical", "horizontal"):
        raise ValueError((name, direction))
    kernel = np.outer(weights[name], (1, 0, -1))
    return kernel if direction == "vertical" else kernel.T


def written_out(name: str, direction: str) -> list[list[int]]:
    if name == "prewitt":
        rows = [[1, 0, -1], [1, 0, -1], [1, 0, -1]]
    elif name == "sobel":
        rows = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    elif name == "scharr":
        rows = [[3, 0, -3], [10, 0, -10], [3, 0, -3]]
    else:
        raise ValueError(f"unknown kernel {name}")
    if direction == "vertical":
        return rows
    if direction == "horizontal":
        return [list(column) for column in zip(*rows, strict=True)]
    raise ValueError(f"unknown direction {direction}")


def by_dictionary(name: str, direction: str) -> Any:
    kernels = {
        ("prewitt", "vertical"): [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
        ("prewitt", "horizontal"): [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
        ("sobel", "vertical"): [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
        ("sobel", "horizontal"): [[1, 2, 1], [0, 0, 0], [-1, -2, -1]],
        ("scharr", "vertical"): [[3, 0, -3], [10, 0, -10], [3, 0, -3]],
        ("scharr", "horizontal"): [[3, 10, 3], [0, 0, 0], [-3, -10, -3]],
    }
    if (name, direction) in kernels:
        return np.array(kernels[name, direction], np.int8)
    raise ValueError((name, direction))


def _fresh(word: str) -> str:
    """The word as a new object: who compares words with `is` must not be right by chance."""
    return "".join(word)


def _drawn_other_words(rng: np.random.Generator) -> Iterator[Case]:
    names = "Sobel", " sobel", "SCHARR", "laplace", "sob", "sobel_v", ""
    yield from (Case((name, "horizontal")) for name in names)
    directions = "Vertical", "vertical ", "vert", "h", "both", ""
    yield from (Case(("scharr", direction)) for direction in directions)
    yield Case(("horizontal", "sobel"), note="the two words exchanged")


EDGE_KERNEL = Exercise(
    target=edge_kernel,
    points=2,
    minutes=5,
    properties=(
        Property(
            "vertical edges",
            3,
            public=(Case(("sobel", "vertical")), Case(("prewitt", "vertical")), Case(("scharr", "vertical"))),
            hidden=lambda rng: [Case((_fresh("scharr"), _fresh("vertical")))],
        ),
        Property(
            "horizontal edges",
            3,
            public=(Case(("sobel", "horizontal")), Case(("prewitt", "horizontal")), Case(("scharr", "horizontal"))),
            hidden=lambda rng: [Case((_fresh("prewitt"), _fresh("horizontal")))],
        ),
        Property(
            "refuses other words",
            2,
            public=(
                Case(("roberts", "vertical"), note="a name that it does not know"),
                Case(("sobel", "diagonal"), note="a direction that it does not know"),
                Case(("Sobel", "vertical"), note="a capital letter"),
            ),
            hidden=_drawn_other_words,
        ),
    ),
    misconceptions=(
        Misconception(
            "directions exchanged",
            directions_exchanged,
            "Vertical and horizontal have changed places. The word names the edge, not the way one walks: a vertical "
            "edge is found by comparing left with right, so its kernel has rows like 1 0 -1.",
        ),
        Misconception(
            "signs exchanged",
            signs_exchanged,
            "Every sign is the other way round. Here the left column (or the top row) is positive, so that bright left "
            "of dark gives a positive answer.",
        ),
        Misconception(
            "horizontal by rotation",
            horizontal_by_rotation,
            "The vertical kernels are right. For the horizontal ones you turned them by 90 degrees, which puts the "
            "negative row on top; the task says transposed, positive row on top.",
        ),
        Misconception(
            "divided by its weights",
            divided_by_its_weights,
            "You divided by the sum of the weights' sizes, as some libraries do. The task gives whole numbers: return "
            "them as they stand.",
        ),
        Misconception(
            "direction ignored",
            always_vertical,
            'Right for "vertical"; for "horizontal" the same kernel comes again. Transpose it there.',
        ),
        Misconception(
            "any name answered",
            answers_any_name,
            "A name that you do not know falls into your last branch and gets a kernel all the same. Name all three, "
            "and raise a ValueError for the rest.",
        ),
        Misconception(
            "any direction answered",
            answers_any_direction,
            'Any direction that is not "vertical" is taken for "horizontal", even "diagonal". Ask for both '
            "words, and raise a ValueError for others.",
        ),
        Misconception(
            "KeyError for ValueError",
            raises_key_error,
            "A word that is missing from a dict raises a KeyError by itself. The caller was promised a ValueError: "
            "look with `in` first and raise it.",
        ),
        Misconception(
            "nothing for other words",
            returns_nothing,
            "For a word that you do not know you return None, and the caller learns of it much later. Raise a "
            "ValueError.",
        ),
        Misconception(
            "Sobel without its two",
            prewitt_for_sobel,
            "For Sobel you return Prewitt's weights. Sobel's middle row counts twice.",
        ),
        Misconception(
            "Scharr without its threes",
            scharr_with_sobels_sides,
            "Sobel and Prewitt are right. Scharr's outer rows count three times: 3 0 -3 above and below 10 0 -10.",
        ),
        Misconception(
            "other spellings answered",
            any_spelling,
            'You take "Sobel" or " sobel" for "sobel". That is kind, but the docstring promises a ValueError for every '
            "other word, and a caller may rely on it: compare the words as they are.",
        ),
        Misconception(
            "first letters read only",
            first_letters_only,
            "You look at the first letters and answer words that only begin alike. Compare whole words.",
        ),
    ),
    alternatives=(written_out, by_dictionary),
    hints=(
        "Write the three vertical kernels down; each horizontal one comes from its vertical one.",
        "Every row is a number times (1, 0, -1): np.outer((1, 2, 1), (1, 0, -1)) is Sobel's. `.T` transposes.",
        "np.outer((5, 6), (1, -1)) is [[5, -5], [6, -6]], and its `.T` is [[5, 6], [-5, -6]]: the positive row comes "
        "on top. For words that you do not know: raise ValueError(...).",
    ),
    rules=(NO_READY_MADE,),
)

# edge_strength


def sum_of_sizes(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.abs(cross_correlate(image, kernel_v)) + np.abs(cross_correlate(image, kernel_h))


def root_forgotten(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2


def added_before_squaring(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.abs(cross_correlate(image, kernel_v) + cross_correlate(image, kernel_h))


def larger_of_the_two(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.maximum(np.abs(cross_correlate(image, kernel_v)), np.abs(cross_correlate(image, kernel_h)))


def root_of_the_mean(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.sqrt((cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2) / 2)


def one_after_the_other(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.abs(cross_correlate(cross_correlate(image, kernel_v), kernel_h))


def same_kernel_twice(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_v) ** 2)


def turned_kernels(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.sqrt(convolve(image, kernel_v) ** 2 + convolve(image, kernel_h) ** 2)


def scaled_to_one(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    strength = np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2)
    return strength / (strength.max() or 1)


def cut_at_white(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.minimum(np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2), 255)


def scaled_to_white(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    strength = np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2)
    return 255 * strength / (strength.max() or 1)


def stores_strength_in_int(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    strength = np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2)
    return strength.astype(int)


def swallows_the_error(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    try:
        return np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2)
    except ValueError:
        return np.zeros((0, 0))


def loses_single_rows(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.squeeze(np.sqrt(cross_correlate(image, kernel_v) ** 2 + cross_correlate(image, kernel_h) ** 2))


def divides_by_zero_on_flat_places(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    v, h = cross_correlate(image, kernel_v), cross_correlate(image, kernel_h)
    with np.errstate(all="ignore"):
        return (v**2 + h**2) / np.sqrt(v**2 + h**2)


def hypotenuse(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.hypot(cross_correlate(image, kernel_v), cross_correlate(image, kernel_h))


def size_of_a_complex_number(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    return np.abs(cross_correlate(image, kernel_v) + 1j * cross_correlate(image, kernel_h))


def norm_of_a_stack(image: np.ndarray, kernel_v: np.ndarray, kernel_h: np.ndarray) -> Any:
    both = np.stack([cross_correlate(image, kernel) for kernel in (kernel_v, kernel_h)])
    return np.linalg.norm(both, axis=0)


def _drawn_edges(rng: np.random.Generator) -> Iterator[Case]:
    sobel = edge_kernel("sobel", "vertical")
    yield Case((rng.integers(0, 256, (7, 5)), sobel, sobel.T))
    yield Case((_quarters(rng, 4, 6), edge_kernel("prewitt", "vertical"), edge_kernel("prewitt", "horizontal")))
    yield Case((np.full((5, 6), 7.0), sobel, sobel.T), note="an even wall")
    flat_beside_steep = np.hstack([np.full((6, 4), 20.0), rng.integers(0, 256, (6, 4))])
    yield Case((flat_beside_steep, sobel, sobel.T), note="flat places beside edges")
    yield Case((rng.normal(size=(19, 22)), sobel, sobel.T), note="a larger picture")


def _drawn_other_kernels(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 5, 6), _quarters(rng, 2, 3), _quarters(rng, 2, 3)), note="kernels that are not square")
    yield Case((_quarters(rng, 4, 5), _quarters(rng, 3, 1), _quarters(rng, 3, 1)), note="kernels that are columns")
    yield Case((_quarters(rng, 4, 3), np.array([[1.5]]), np.array([[-2.0]])), note="1x1 kernels")
    yield Case((_quarters(rng, 3, 5), _quarters(rng, 3, 2), _quarters(rng, 3, 2)), note="one row of answers")
    yield Case((_quarters(rng, 5, 3), _quarters(rng, 2, 3), _quarters(rng, 2, 3)), note="one column of answers")
    yield Case((_quarters(rng, 3, 3), _quarters(rng, 3, 3), _quarters(rng, 3, 3)), note="a single answer")


def _drawn_edge_misfits(rng: np.random.Generator) -> Iterator[Case]:
    for image, kernel in (((2, 5), (3, 2)), ((5, 2), (2, 4)), ((2, 2), (4, 4)), ((1, 1), (3, 3))):
        yield Case((_quarters(rng, *image), _quarters(rng, *kernel), _quarters(rng, *kernel)))


def _drawn_edge_arrays(rng: np.random.Generator) -> Iterator[Case]:
    scharr = edge_kernel("scharr", "vertical").astype(np.int8)
    yield Case((_bytes(rng, 5, 4), scharr, scharr.T), note="uint8 grey levels")
    yield Case((_bytes(rng, 5, 4), _bytes(rng, 2, 3), _bytes(rng, 2, 3)), note="pictures and kernels of type uint8")
    yield Case((_quarters(rng, 5, 4), _quarters(rng, 2, 2), _quarters(rng, 2, 2)), times=2)
    yield Case((_view(_quarters(rng, 4, 4)), _view(_quarters(rng, 2, 2)), _view(_quarters(rng, 2, 2))))


EDGE_STRENGTH = Exercise(
    target=edge_strength,
    points=2,
    minutes=4,
    properties=(
        Property(
            "the length of the arrow (v, h)",
            4,
            public=(
                Case(
                    (np.array([[7, 4, 4], [3, 5, 1]]), np.array([[1, -1]]), np.array([[0, 1]])),
                    note="kernels of two weights",
                ),
                Case(
                    (
                        np.array([[2.5, 2.5, 400.0], [2.5, 2.5, 0.75], [3.0, 1.25, 9.0]]),
                        np.array([[1, -1], [0, 0]]),
                        np.array([[1, 0], [-1, 0]]),
                    ),
                    note="a flat place, fractions and a strength above 255",
                ),
            ),
            hidden=_drawn_edges,
        ),
        Property(
            "any two kernels of one shape",
            2,
            public=(
                Case(
                    (
                        np.array([[1, 2, 3], [0, 4, 1], [5, 0, 2]]),
                        np.array([[1, 2], [0, 0]]),
                        np.array([[0, 3], [1, 0]]),
                    )
                ),
                Case(
                    (np.array([[1, 2, 0], [5, 3, 4]]), np.array([[0.5], [-1.5]]), np.array([[2.0], [0.25]])),
                    note="kernels of one column",
                ),
            ),
            hidden=_drawn_other_kernels,
        ),
        Property(
            "refuses kernels that do not fit",
            1,
            public=(
                Case((np.ones((3, 2)), np.ones((2, 3)), np.ones((2, 3))), note="kernels that are one pixel too wide"),
            ),
            hidden=_drawn_edge_misfits,
        ),
        Property(
            "any array",
            1,
            public=(
                Case(
                    (np.array([[200, 100, 250]], np.uint8), np.array([[2, 1]], np.uint8), np.array([[1, 3]], np.uint8)),
                    times=2,
                    note="uint8 numbers, asked twice",
                ),
            ),
            hidden=_drawn_edge_arrays,
        ),
    ),
    misconceptions=(
        Misconception(
            "sizes added",
            sum_of_sizes,
            "|v| + |h| is cheaper and some programs use it, but it makes slanted edges up to 1.4 times as strong as "
            "upright ones. Pythagoras treats all directions alike: the root of the sum of squares.",
        ),
        Misconception(
            "root forgotten",
            root_forgotten,
            "The squares are summed and the root is still to be taken: an edge twice as sharp should be twice as "
            "strong, not four times.",
        ),
        Misconception(
            "added before squaring",
            added_before_squaring,
            "You added v and h before squaring, so that an edge with v = 5 and h = -5 vanishes. Square each first.",
        ),
        Misconception(
            "larger of the two",
            larger_of_the_two,
            "You took the larger of |v| and |h|. That is right for upright and level edges; on slanted ones both "
            "contribute.",
        ),
        Misconception(
            "root of the mean",
            root_of_the_mean,
            "You halved the sum of squares before the root. It is a length, not an average: v = 3 and h = 4 give 5.",
        ),
        Misconception(
            "one after the other",
            one_after_the_other,
            "You ran the second kernel over the answer of the first. Both look at the picture itself; their answers "
            "are joined place by place.",
        ),
        Misconception(
            "one kernel twice",
            same_kernel_twice,
            "kernel_v is used twice and kernel_h not at all.",
        ),
        Misconception(
            "kernels turned",
            turned_kernels,
            "You used convolve. With edge kernels that gives the same strength, since turning them changes only the "
            "sign. With other kernels it does not: the task says cross_correlate.",
        ),
        Misconception(
            "scaled to one",
            scaled_to_one,
            "You divided by the largest strength. For showing that is fine, but then two pictures cannot be compared: "
            "return the lengths as they are.",
        ),
        Misconception(
            "cut at white",
            cut_at_white,
            "You cut strengths at 255. They are no grey levels: with Sobel they reach more than a thousand. Leave "
            "them.",
        ),
        Misconception(
            "stretched to 255",
            scaled_to_white,
            "You stretched the map so that its largest strength is 255. For showing that is fine, but then two "
            "pictures cannot be compared: return the lengths as they are.",
        ),
        Misconception(
            "stored as whole numbers",
            stores_strength_in_int,
            "The lengths are right until their fractions are cut off. Return floats.",
        ),
        Misconception(
            "error swallowed",
            swallows_the_error,
            "Right wherever the kernels fit. Where they do not, you catch the ValueError and return an array instead: "
            "let the error pass on to the caller.",
        ),
        Misconception(
            "single rows squeezed away",
            loses_single_rows,
            "Right until the answer has a single row or column: np.squeeze throws that axis away. The answer always "
            "has two axes; leave the squeeze out.",
        ),
        Misconception(
            "flat places divided by zero",
            divides_by_zero_on_flat_places,
            "Right wherever there is an edge. Where v and h are both 0 you divide 0 by 0 and get NaN; the root itself "
            "needs no division.",
        ),
    ),
    alternatives=(hypotenuse, size_of_a_complex_number, norm_of_a_stack),
    hints=(
        "Two numbers at each place, v to the side and h downwards: how long is the arrow that they make?",
        "sqrt(v**2 + h**2), where v and h come from cross_correlate with each of the kernels.",
        "Three places with v = [5, 0, -8] and h = [12, 0, 6]: the strengths are √169, 0 and √100, so [13, 0, 10].",
    ),
    rules=(NO_READY_MADE,),
)

# kernel_gradient


def two_forgotten(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2), cross_correlate(image, error) / error.size


def all_summed(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.sum(error**2), 2 * cross_correlate(image, error)


def half_the_mean(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2) / 2, cross_correlate(image, error) / error.size


def gradient_not_divided(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2), 2 * cross_correlate(image, error)


def divided_by_weights(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2), 2 / kernel.size * cross_correlate(image, error)


def divided_by_pixels(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.sum(error**2) / image.size, 2 / image.size * cross_correlate(image, error)


def error_the_other_way(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = target - cross_correlate(image, kernel)
    return np.mean(error**2), 2 / error.size * cross_correlate(image, error)


def gradient_turned(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2), 2 / error.size * convolve(image, error)


def answer_turned(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = convolve(image, kernel) - target
    return np.mean(error**2), 2 / error.size * convolve(image, error)


def same_for_all_weights(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    gradient = 2 / error.size * cross_correlate(image, error)
    return np.mean(error**2), np.full(kernel.shape, gradient.mean())


def root_taken(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.sqrt(np.mean(error**2)), 2 / error.size * cross_correlate(image, error)


def sizes_of_errors(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(np.abs(error)), cross_correlate(image, np.sign(error)) / error.size


def order_exchanged(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return 2 / error.size * cross_correlate(image, error), np.mean(error**2)


def gradient_transposed(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2), 2 / error.size * cross_correlate(image, error).T


def stores_in_the_kernels_type(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    gradient = np.zeros_like(kernel)
    with np.errstate(all="ignore"):
        gradient[...] = 2 / error.size * cross_correlate(image, error)
    return np.mean(error**2), gradient


def rounds_the_gradient(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    return np.mean(error**2), np.round(2 / error.size * cross_correlate(image, error), 3)


def writes_into_the_target(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    target[...] = cross_correlate(image, kernel) - target
    return np.mean(target**2), 2 / target.size * cross_correlate(image, target)


def weight_by_weight(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    error = cross_correlate(image, kernel) - target
    gradient = [[0.0] * kernel.shape[1] for _ in range(kernel.shape[0])]
    for a in range(kernel.shape[0]):
        for b in range(kernel.shape[1]):
            seen = image[a : a + error.shape[0], b : b + error.shape[1]]
            gradient[a][b] = float(2 * np.mean(error * seen))
    return [np.mean(error**2), gradient]


def place_after_place(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    f_H, f_W = kernel.shape
    places = [(i, j) for i in range(target.shape[0]) for j in range(target.shape[1])]
    loss, gradient = 0.0, np.zeros(kernel.shape)
    for i, j in places:
        window = image[i : i + f_H, j : j + f_W].astype(float)
        error = float((window * kernel).sum()) - float(target[i, j])
        loss += error**2 / len(places)
        gradient += 2 * error * window / len(places)
    return np.array(loss), gradient


def least_squares(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape).reshape(-1, kernel.size).astype(float)
    error = windows @ kernel.ravel() - target.ravel()
    return float(error @ error) / error.size, (windows.T @ error * 2 / error.size).reshape(kernel.shape)


def central_differences(image: np.ndarray, target: np.ndarray, kernel: np.ndarray) -> Any:
    kernel = np.array(kernel, float)
    gradient = np.zeros(kernel.shape)
    for place in np.ndindex(kernel.shape):
        step = np.zeros(kernel.shape)
        step[place] = 1.0  # the loss is quadratic: differences of any length are exact
        ahead = np.mean((cross_correlate(image, kernel + step) - target) ** 2)
        behind = np.mean((cross_correlate(image, kernel - step) - target) ** 2)
        gradient[place] = (ahead - behind) / 2
    return np.mean((cross_correlate(image, kernel) - target) ** 2), gradient


def _drawn_gradients(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 5, 5), _quarters(rng, 3, 3), _quarters(rng, 3, 3)))
    yield Case((rng.normal(size=(8, 8)), rng.normal(size=(6, 6)), rng.normal(size=(3, 3))))
    yield Case((rng.normal(size=(18, 21)), rng.normal(size=(16, 19)), rng.normal(size=(3, 3))), note="a larger picture")
    image, kernel = _quarters(rng, 5, 5), _quarters(rng, 2, 2)
    yield Case((image, cross_correlate(image, kernel), kernel), note="a kernel that is right already")


def _drawn_oblong_gradients(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 4, 7), _quarters(rng, 3, 5), _quarters(rng, 2, 3)))
    yield Case((_quarters(rng, 7, 4), _quarters(rng, 5, 4), _quarters(rng, 3, 1)), note="a kernel that is a column")
    yield Case((_quarters(rng, 3, 5), _quarters(rng, 3, 5), np.array([[0.5]])), note="a 1x1 kernel")
    yield Case((_quarters(rng, 3, 4), np.array([[2.25]]), _quarters(rng, 3, 4)), note="one place only")


def _drawn_gradient_arrays(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_bytes(rng, 4, 5), _bytes(rng, 3, 4), _quarters(rng, 2, 2)), note="uint8 grey levels")
    yield Case(
        (_bytes(rng, 4, 4), rng.integers(0, 50, (3, 3)), np.array([[1, -1], [2, 0]])), note="a kernel of integers"
    )
    yield Case(
        (rng.integers(-5, 6, (4, 5)), rng.integers(-5, 6, (3, 3)), np.array([[1, -2, 0], [0, 3, 1]])),
        note="small whole numbers everywhere",
    )
    single = (_quarters(rng, *shape).astype(np.float32) for shape in ((5, 5), (4, 4), (2, 2)))
    yield Case(tuple(single), note="type float32")
    yield Case((_quarters(rng, 5, 4), _quarters(rng, 4, 2), _quarters(rng, 2, 3)), times=2)
    yield Case((_view(_quarters(rng, 4, 4)), _view(_quarters(rng, 3, 3)), _view(_quarters(rng, 2, 2))), times=2)


KERNEL_GRADIENT = Exercise(
    target=kernel_gradient,
    points=4,
    minutes=15,
    properties=(
        Property(
            "the loss and its exact gradient",
            2,
            public=(
                Case((np.array([[1, 2, 3]]), np.array([[1, 2, 5]]), np.array([[1.0]])), note="one weight"),
                Case(
                    (
                        np.array([[1, 0, 2], [3, 1, 0], [0, 2, 1]]),
                        np.array([[2, 1], [0, 4]]),
                        np.array([[1.0, 0.0], [0.0, -1.0]]),
                    ),
                    note="four weights",
                ),
                Case(
                    (FRACTIONS, np.array([[0.5, -2.25], [1.0, 3.5], [-0.75, 0.0]]), BROKEN_WEIGHTS),
                    note="fractions, in a picture that is taller than wide",
                ),
            ),
            hidden=_drawn_gradients,
        ),
        Property(
            "any height and width",
            1,
            public=(
                Case(
                    (np.array([[1, 2, 0, 1], [0, 1, 3, 2]]), np.array([[1, 0], [2, 5]]), np.array([[0.0, 1.0, 2.0]])),
                    note="a kernel of one row",
                ),
            ),
            hidden=_drawn_oblong_gradients,
        ),
        Property(
            "any array",
            1,
            public=(
                Case(
                    (np.array([[1, 0, 2, 1], [3, 1, 0, 2]]), np.array([[2.0, 1.0, 3.0]]), np.array([[1, 0], [-2, 1]])),
                    times=2,
                    note="a kernel of integers, asked twice",
                ),
            ),
            hidden=_drawn_gradient_arrays,
        ),
    ),
    misconceptions=(
        Misconception(
            "factor 2 forgotten",
            two_forgotten,
            "The loss is right, and your gradient is half of what it should be: the derivative of e² is 2e. Many books "
            "halve the loss to be rid of the 2; here the loss is not halved.",
        ),
        Misconception(
            "summed, not averaged",
            all_summed,
            "You added the squares up; the task asks for their mean. Divide loss and gradient by the number of places, "
            "so that a larger picture does not mean a larger step.",
        ),
        Misconception(
            "half the mean",
            half_the_mean,
            "Your gradient belongs to your loss, and both are half of what is asked: leave out the 1/2.",
        ),
        Misconception(
            "gradient not averaged",
            gradient_not_divided,
            "The loss is a mean over all places; its derivative is one too. Divide the gradient by their number as "
            "well.",
        ),
        Misconception(
            "divided by the weights",
            divided_by_weights,
            "The loss is right. You divided the gradient by the number of weights; the mean runs over the places of "
            "the answer, so divide by target.size.",
        ),
        Misconception(
            "divided by the pixels",
            divided_by_pixels,
            "You divided by the number of pixels of the picture. There are fewer errors than pixels, since the answer "
            "is smaller than the picture: divide by target.size.",
        ),
        Misconception(
            "error the other way round",
            error_the_other_way,
            "The loss is right, for a square has no sign; the gradient's sign is the other way. Take answer minus "
            "target, or the descent will climb.",
        ),
        Misconception(
            "gradient turned",
            gradient_turned,
            "The numbers of your gradient are right and turned by 180°. The top left weight meets the top "
            "left part of the picture, so nothing is turned: cross_correlate, not convolve.",
        ),
        Misconception(
            "answer turned",
            answer_turned,
            "You let the kernel answer by convolve, which turns it. In this task the kernel slides as it stands.",
        ),
        Misconception(
            "one derivative for all weights",
            same_for_all_weights,
            "Every weight gets the same derivative. Each meets another part of the picture: weight [a, b] sees the "
            "picture moved by (a, b), and only that part counts for it.",
        ),
        Misconception(
            "root taken",
            root_taken,
            "Your gradient is right. The loss is the mean of the squares, without a root.",
        ),
        Misconception(
            "sizes for squares",
            sizes_of_errors,
            "This is the mean of |e| and its derivative. The task asks for squares, where a large error pulls harder "
            "than a small one.",
        ),
        Misconception(
            "order exchanged",
            order_exchanged,
            "Both results are right and in the wrong order: return (loss, gradient).",
        ),
        Misconception(
            "gradient transposed",
            gradient_transposed,
            "The numbers of your gradient are right, but rows and columns are exchanged: gradient[a, b] belongs to "
            "kernel[a, b].",
        ),
        Misconception(
            "gradient in the kernel's type",
            stores_in_the_kernels_type,
            "Right for kernels of floats. np.zeros_like(kernel) has the kernel's type, and for a kernel of integers "
            "that cuts off the derivatives' fractions: use np.zeros(kernel.shape).",
        ),
        Misconception(
            "gradient rounded",
            rounds_the_gradient,
            "You rounded the gradient. Near the bottom of the valley only small numbers are left: return it as it is.",
        ),
        Misconception(
            "target overwritten",
            writes_into_the_target,
            "The first answer is right. But you write the errors into the target that was handed in, so the next call "
            "meets another target. Put them into a new array.",
        ),
    ),
    alternatives=(weight_by_weight, place_after_place, least_squares, central_differences),
    hints=(
        "Follow one weight: at each place (i, j) it is multiplied by one pixel. By which? And what does the loss do "
        "there if the weight grows a little?",
        "The derivative by weight [a, b] is 2/N · Σ e[i, j] · image[i + a, j + b]. Compare that sum with what "
        "cross_correlate does, the errors taking the kernel's place.",
        "image [[1, 2, 3]], kernel [[0, 0]], target [[1, 1]]: errors -1 and -1. The left weight meets pixels 1 and 2, "
        "the right one 2 and 3, so the gradient is (2/2)·[[-1 - 2, -2 - 3]] = [[-3, -5]].",
    ),
    rules=(NO_READY_MADE,),
)

# learn_kernel


def one_step_too_few(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(1, steps):
        kernel = kernel - learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def one_step_too_many(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps + 1):
        kernel = kernel - learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def starts_from_ones(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.ones((f, f))
    for _ in range(steps):
        kernel = kernel - learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def climbs(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        kernel = kernel + learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def gradient_never_renewed(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    gradient = kernel_gradient(image, target, kernel)[1]
    for _ in range(steps):
        kernel = kernel - learning_rate * gradient
    return kernel


def forgets_each_step(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        kernel = -learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def steps_of_one_length(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        gradient = kernel_gradient(image, target, kernel)[1]
        kernel = kernel - learning_rate * gradient / (np.linalg.norm(gradient) or 1)
    return kernel


def always_three_by_three(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((3, 3))
    for _ in range(steps):
        kernel = kernel - learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def standardises(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    image = (image - image.mean()) / (image.std() or 1)
    kernel = np.zeros((f, f))
    for _ in range(steps):
        kernel = kernel - learning_rate * kernel_gradient(image, target, kernel)[1]
    return kernel


def rate_halved(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        kernel = kernel - learning_rate / 2 * kernel_gradient(image, target, kernel)[1]
    return kernel


def loss_in_the_step(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        loss, gradient = kernel_gradient(image, target, kernel)
        kernel = kernel - learning_rate * loss * gradient
    return kernel


def with_momentum(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = velocity = np.zeros((f, f))
    for _ in range(steps):
        velocity = 0.9 * velocity - learning_rate * kernel_gradient(image, target, kernel)[1]
        kernel = kernel + velocity
    return kernel


def returns_the_losses_too(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel, losses = np.zeros((f, f)), []
    for _ in range(steps):
        loss, gradient = kernel_gradient(image, target, kernel)
        losses.append(loss)
        kernel = kernel - learning_rate * gradient
    return kernel, losses


def uses_the_pair(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        pair: Any = kernel_gradient(image, target, kernel)
        kernel = kernel - float(learning_rate) * pair
    return kernel


def returns_after_one_step(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        kernel = kernel - learning_rate * kernel_gradient(image, target, kernel)[1]
        break
    return kernel


def stops_early(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        loss, gradient = kernel_gradient(image, target, kernel)
        if loss < 1e-6:
            break
        kernel = kernel - learning_rate * gradient
    return kernel


def clips_the_weights(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel = np.zeros((f, f))
    for _ in range(steps):
        kernel = np.clip(kernel - learning_rate * kernel_gradient(image, target, kernel)[1], -20, 20)
    return kernel


def in_place_and_counting_down(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    kernel, losses = np.zeros([f] * 2), []
    while steps > 0:
        loss, gradient = kernel_gradient(image, target, kernel)
        losses.append(loss)
        kernel -= np.multiply(learning_rate, gradient)
        steps -= 1
    return kernel


def on_the_normal_equations(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(image, (f, f)).reshape(-1, f * f).astype(float)
    matrix = 2 / target.size * windows.T @ windows
    right = 2 / target.size * windows.T @ target.ravel()
    weights = np.zeros(f * f)
    for _ in range(steps):
        weights = weights - learning_rate * (matrix @ weights - right)
    return weights.reshape(f, f).tolist()


def by_recursion(image: np.ndarray, target: np.ndarray, f: int, learning_rate: float, steps: int) -> Any:
    def after(n: int) -> np.ndarray:
        if n == 0:
            return np.zeros((f, f), dtype=np.float64)
        kernel = after(n - 1)
        return np.asarray(kernel - learning_rate * kernel_gradient(image, target, kernel)[1])

    return after(steps)


def _drawn_single_steps(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((_quarters(rng, 5, 5), _quarters(rng, 3, 3), 3, 0.5, 1))
    yield Case((rng.normal(size=(6, 6)), rng.normal(size=(5, 5)), 2, 0.125, 1))


def _drawn_descents(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((rng.normal(size=(6, 6)), rng.normal(size=(4, 4)), 3, 0.1, 2))
    yield Case((rng.normal(size=(6, 6)), rng.normal(size=(5, 5)), 2, 0.05, 7))
    image = rng.normal(size=(9, 9))
    yield Case((image, cross_correlate(image, _quarters(rng, 3, 3)), 3, 0.2, 25), note="many steps")
    yield Case((rng.normal(size=(4, 4)), rng.normal(size=(4, 4)), 1, 0.9, 3), note="a rate that is large")
    yield Case((rng.normal(size=(6, 6)), 1e-5 * rng.normal(size=(4, 4)), 3, 0.1, 6), note="tiny numbers")
    yield Case((rng.normal(size=(6, 6)), 1000 * rng.normal(size=(5, 5)), 2, 0.1, 6), note="large numbers")
    yield Case((0.1 * image, rng.normal(size=(7, 7)), 3, 0.5, 250), note="hundreds of steps")


def _drawn_other_sizes(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((rng.normal(size=(5, 9)), rng.normal(size=(2, 6)), 4, 0.05, 5), note="a picture that is not square")
    yield Case((rng.normal(size=(8, 5)), rng.normal(size=(7, 4)), 2, 0.1, 4), note="a picture that is not square")
    yield Case((rng.normal(size=(3, 4)), rng.normal(size=(1, 2)), 3, 0.1, 3), note="two places only")
    yield Case((_quarters(rng, 4, 6) + 2, _quarters(rng, 3, 5), 2, 0.01, 3), note="a picture that is not standardised")


def _drawn_learning_arrays(rng: np.random.Generator) -> Iterator[Case]:
    yield Case((rng.normal(size=(5, 5)), rng.normal(size=(4, 4)), 2, 0.1, 3), times=2)
    yield Case((_view(_quarters(rng, 5, 4)), _view(_quarters(rng, 3, 2)), 3, 0.05, 2), times=2)
    yield Case((_bytes(rng, 4, 4), _bytes(rng, 3, 3), 2, 2.0**-20, 3), note="uint8 grey levels")


LEARN_KERNEL = Exercise(
    target=learn_kernel,
    points=3,
    minutes=8,
    properties=(
        Property(
            "one step",
            3,
            public=(
                Case((np.array([[1, 2]]), np.array([[4, 8]]), 1, 0.1, 1), note="a kernel of one weight"),
                Case(
                    (np.array([[1, 0, 2], [3, 1, 0], [0, 2, 1]]), np.array([[2, 1], [0, 4]]), 2, 0.25, 1),
                    note="a kernel of four weights",
                ),
            ),
            hidden=_drawn_single_steps,
        ),
        Property(
            "several steps",
            4,
            public=(
                Case((np.array([[1, 2]]), np.array([[4, 8]]), 1, 0.1, 3), note="three steps"),
                Case((np.array([[1, 2]]), np.array([[4e-5, 8e-5]]), 1, 0.1, 3), note="tiny numbers"),
            ),
            hidden=_drawn_descents,
        ),
        Property(
            "no step: zeros",
            1,
            public=(Case((np.array([[1, 2, 3]] * 3), np.array([[5]]), 3, 0.1, 0)),),
            hidden=lambda rng: [Case((_quarters(rng, 4, 5), _quarters(rng, 3, 4), 2, 0.3, 0))],
        ),
        Property(
            "any height and width",
            2,
            public=(
                Case(
                    (
                        np.array([[1, 0, 2], [0, 3, 1], [2, 1, 0], [1, 1, 2]]),
                        np.array([[4, 0], [1, 5], [3, 2]]),
                        2,
                        0.05,
                        2,
                    ),
                    note="a picture that is taller than wide",
                ),
            ),
            hidden=_drawn_other_sizes,
        ),
        Property("any array", 2, hidden=_drawn_learning_arrays),
    ),
    misconceptions=(
        Misconception(
            "one step too few",
            one_step_too_few,
            "You stop one step early. For steps = 1 the kernel has to move once: range(steps) counts right.",
        ),
        Misconception(
            "one step too many",
            one_step_too_many,
            "You make one step more than asked. For steps = 0 the zeros should come back untouched.",
        ),
        Misconception(
            "start from ones",
            starts_from_ones,
            "Your steps are right, your start is not: the task begins with a kernel of zeros, yours with ones.",
        ),
        Misconception(
            "uphill",
            climbs,
            "Your kernel moves along the gradient, which is uphill: the loss grows. Subtract.",
        ),
        Misconception(
            "gradient never renewed",
            gradient_never_renewed,
            "The first step is right. After it you go on with the first gradient, though the kernel has moved: compute "
            "the gradient anew inside the loop.",
        ),
        Misconception(
            "each step forgets the last",
            forgets_each_step,
            "The first step is right. After it the kernel is replaced by the step instead of moved by it: kernel minus "
            "learning_rate times gradient.",
        ),
        Misconception(
            "steps of one length",
            steps_of_one_length,
            "You divided the gradient by its length, so that every step is equally long and the kernel never settles. "
            "Plain descent uses the gradient as it is.",
        ),
        Misconception(
            "always 3x3",
            always_three_by_three,
            "Right for f = 3. The size of the kernel is the argument f: start with np.zeros((f, f)).",
        ),
        Misconception(
            "picture standardised",
            standardises,
            "You standardise the picture inside. In the lesson that is done before the call; here it changes pictures "
            "that are meant as they are.",
        ),
        Misconception(
            "rate halved",
            rate_halved,
            "Every step is half as long as it should be. If you left out the 2 of the gradient, put it back; if you "
            "halved the rate, do not.",
        ),
        Misconception(
            "loss in the step",
            loss_in_the_step,
            "You multiplied the step by the loss. kernel_gradient returns (loss, gradient); only the gradient says "
            "where to go.",
        ),
        Misconception(
            "momentum",
            with_momentum,
            "This is descent with momentum, which is faster and comes in a later week. Plain descent knows only the "
            "present gradient.",
        ),
        Misconception(
            "losses returned too",
            returns_the_losses_too,
            "The kernel is right, and you return the losses with it. Return the kernel alone.",
        ),
        Misconception(
            "pair used as the gradient",
            uses_the_pair,
            "Your first step ends in a TypeError. Mostly that is because kernel_gradient returns a pair, (loss, "
            "gradient), and a pair cannot be multiplied by a rate. Take its second: kernel_gradient(...)[1].",
        ),
        Misconception(
            "only one step made",
            returns_after_one_step,
            "The first step is right, and it is the only one: a return or break inside the loop ends it after one "
            "round. Move the return out, to the depth of the for.",
        ),
        Misconception(
            "stops early",
            stops_early,
            "You stop as soon as the loss, or the gradient, looks small. How small is small depends on the numbers in "
            "the picture: make exactly as many steps as asked.",
        ),
        Misconception(
            "weights kept in a range",
            clips_the_weights,
            "You keep the weights between two bounds. Plain descent lets them go where the gradient sends them, even "
            "if they explode.",
        ),
    ),
    alternatives=(in_place_and_counting_down, on_the_normal_equations, by_recursion),
    hints=(
        "You know which way is uphill for every weight. Go a little the other way, and look around anew.",
        "Begin with np.zeros((f, f)). Then, steps times: kernel = kernel - learning_rate * gradient, where "
        "loss, gradient = kernel_gradient(image, target, kernel).",
        "image [[3]], target [[6]], f = 1, rate 0.05: at kernel 0 the error is -6, the gradient 2·(-6)·3 = -36, and "
        "the kernel moves to 1.8. There the error is 5.4 - 6 = -0.6, the gradient -3.6, and the kernel moves to 1.98.",
    ),
    rules=(NO_READY_MADE,),
)

# break it

ROW = np.array([[4, 1, 0, 2, 9, 3, 5]])


def drawing(a: int, b: int, c: int) -> Any:
    return np.abs(convolve(ROW, np.array([[a, b, c]])))


def drawing_without_turning(a: int, b: int, c: int) -> Any:
    return np.abs(cross_correlate(ROW, np.array([[a, b, c]])))


BREAK_NO_TURN = BreakIt(
    target=break_no_turn,
    reference=drawing,
    wrong=drawing_without_turning,
    domain=(tuple(range(-3, 4)),) * 3,
    points=2,
    minutes=4,
    misses=(
        ((1, 2, 1), "It reads the same from both ends, so turning it changes nothing."),
        ((1, 1, 1), "It reads the same from both ends, so turning it changes nothing."),
        ((0, 1, 0), "It reads the same from both ends, so turning it changes nothing."),
        ((0, 0, 0), "Zeros answer zero, turned or not."),
        ((1, 0, -1), "Turned it is its own negative, and the sign is what the colleague throws away."),
        ((-1, 0, 1), "Turned it is its own negative, and the sign is what the colleague throws away."),
        ((3, 0, -3), "Turned it is its own negative, and the sign is what the colleague throws away."),
    ),
    finds=((0, 0, 1), (1, 2, 3), (1, 0, 0), (1, 1, -1), (-3, 0, 2)),
    hints=(
        "Write the kernel from right to left. When is it the same kernel? When is it the same but for the sign?",
        "You need three numbers with a different from c, and not a = -c with b = 0.",
        "Turned, (0, 0, 1) is (1, 0, 0): the one picks the pixel on the right, the other the pixel on the left.",
    ),
)

# quick questions

VALID_SHAPE = Question(
    name="valid_shape",
    answer=valid_shape,
    points=1,
    wrong={
        (45, 57): "Those are n - f. The place at the very start counts too: n - f + 1.",
        (48, 56): "Height goes with height: the kernel is 5 tall and 3 wide.",
        (58, 46): "The numbers are right and their order is not: height first.",
        (50, 60): "That would keep the size, which takes padding: the next lesson.",
    },
    hints=(
        "Count the places in one direction at a time.",
        "n - f + 1 in each direction.",
        "3 on 5 pixels: starts at 0, 1 or 2.",
    ),
)

FLAT_WALL = Question(
    name="flat_wall",
    answer=flat_wall,
    points=1,
    wrong={
        80: "You added 20 times the left column (1 + 2 + 1). The right column takes the same away.",
        160: "You added the sizes of the weights. The right column is negative.",
        20: "That would be a kernel that copies. Add up Sobel's weights: what do they come to?",
        180: "That would be nine ones. Add up Sobel's weights: what do they come to?",
    },
    hints=(
        "Every pixel under the kernel is 20.",
        "20 times the sum of the weights.",
        "1 + 2 + 1 - 1 - 2 - 1 = ?",
    ),
)

KERNEL_WEIGHTS = Question(
    name="kernel_weights",
    answer=kernel_weights,
    points=1,
    wrong={
        750000: "That counts a kernel of its own for each of 30,000 places. The same kernel visits them all.",
        30000: "That is the number of pixels, as a dense unit would have it. How many numbers does the kernel hold?",
        28616: "That is in how many places the kernel lies. It brings the same weights to each.",
        5: "It is five tall and five wide.",
        26: "You counted a bias; the question asks for weights.",
    },
    hints=(
        "Does the picture's size matter?",
        "f · f weights, wherever the kernel lies.",
        "A 3×3 kernel has 9 weights, on a picture of any size.",
    ),
)

LIBRARY_CONV2D = Question(
    name="library_conv2d",
    answer=library_conv2d,
    points=1,
    wrong={
        "convolution": "That is what it is called. Look at what it does with the kernel: it does not turn it.",
        "correlation": 'Nearly: write "cross-correlation".',
    },
    hints=(
        "Does it turn the kernel?",
        "The word is one of the two names of this lesson's exercises, with a hyphen.",
        'A kernel that slides as it stands gives a "cross-correlation".',
    ),
)

LARGEST_RATE = Question(
    name="largest_rate",
    answer=largest_rate,
    points=1,
    wrong={
        0.125: "At 1/λ the steepest direction arrives in one step; up to twice that it still comes closer.",
        4: "The other way up: the steeper the valley, the shorter the steps must be. 2 divided by λ.",
        16: "You multiplied by 2. The steeper the valley, the shorter the steps must be: divide.",
        0.5: "There the steepest direction is multiplied by 1 - 0.5·8 = -3 in every step: it explodes.",
        1: "There the steepest direction is multiplied by 1 - 8 = -7 in every step: it explodes.",
    },
    hints=(
        "In the steepest direction the error is multiplied by 1 - rate·λ in every step.",
        "It shrinks as long as |1 - rate·λ| < 1.",
        "For λ = 4: 1 - rate·4 > -1, so rate < 0.5.",
    ),
)

EXERCISES: tuple[AnyExercise, ...] = (
    DENSE_WEIGHTS,
    CROSS_CORRELATE,
    CONVOLVE,
    EDGE_KERNEL,
    EDGE_STRENGTH,
    BREAK_NO_TURN,
    KERNEL_GRADIENT,
    LEARN_KERNEL,
    VALID_SHAPE,
    FLAT_WALL,
    KERNEL_WEIGHTS,
    LIBRARY_CONV2D,
    LARGEST_RATE,
)
