"""Convolution as functions on plain arrays: what an early lesson teaches and later lessons stand on.

``mine("convolution.cross_correlate")`` gives the function of this name here while a student has none of their own.
Layers with parameters and a backward pass are not here.
"""

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "conv2d",
    "convolve",
    "cross_correlate",
    "edge_kernel",
    "edge_strength",
    "output_size",
    "same_padding",
    "same_pads",
    "zero_pad",
]

Floats = NDArray[np.floating[Any]]

# The column of a vertical edge filter that is not shared: each row is this weight times (1, 0, -1).
EDGE_WEIGHTS = {"prewitt": (1, 1, 1), "sobel": (1, 2, 1), "scharr": (3, 10, 3)}


def cross_correlate(image: ArrayLike, kernel: ArrayLike) -> Floats:
    """Slide a kernel over an image and sum the products, where the kernel lies wholly inside.

    Parameters
    ----------
    image : ``(n_H, n_W)``, any numbers.
    kernel : ``(f_H, f_W)``, any numbers.

    Returns
    -------
    ``(n_H - f_H + 1, n_W - f_W + 1)``: at ``(i, j)`` the sum of ``image[i + a, j + b] * kernel[a, b]``. float64, or the
    type of the inputs where both are floating.

    Raises
    ------
    ValueError : image or kernel is not 2-D, or the kernel does not fit into the image.

    Notes
    -----
    Deep-learning libraries call this a convolution. See `convolve` for the one of mathematics.

    Examples
    --------
    >>> cross_correlate([[1, 2, 3], [4, 5, 6]], [[1, -1]])
    array([[-1., -1.],
           [-1., -1.]])
    """
    return conv2d(image, kernel)


def convolve(image: ArrayLike, kernel: ArrayLike) -> Floats:
    """Convolution as mathematics has it: `cross_correlate` with the kernel turned by 180 degrees.

    Shapes, types and errors are those of `cross_correlate`.
    """
    return conv2d(image, _plane(kernel, "kernel")[::-1, ::-1])


def conv2d(image: ArrayLike, kernel: ArrayLike, pad: int = 0, stride: int = 1) -> Floats:
    """Cross-correlate one channel with zeros around it, moving the kernel ``stride`` pixels at a time.

    Parameters
    ----------
    image : ``(n_H, n_W)``, any numbers.
    kernel : ``(f_H, f_W)``, any numbers.
    pad : rows and columns of zeros on each side, 0 or more.
    stride : pixels from one window to the next in both directions, 1 or more.

    Returns
    -------
    ``(output_size(n_H, f_H, pad, stride), output_size(n_W, f_W, pad, stride))``. float64, or the type of the inputs
    where both are floating.

    Raises
    ------
    ValueError : image or kernel is not 2-D, the kernel does not fit into the padded image, or pad or stride is out of
        range.
    """
    pixels, weights = _plane(image, "image"), _plane(kernel, "kernel")
    for n, f in zip(pixels.shape, weights.shape, strict=True):
        output_size(n, f, pad, stride)
    if pad:
        pixels = np.pad(pixels, pad)
    windows = sliding_window_view(pixels, weights.shape)[::stride, ::stride]
    # einsum reads the windows where they are; a matrix product would first copy each pixel f_H * f_W times.
    result: Floats = np.einsum("ijab,ab->ij", windows, weights)
    return result


def edge_kernel(name: str, direction: str) -> NDArray[np.float64]:
    """A classic 3×3 edge filter.

    Parameters
    ----------
    name : "prewitt" (rows 1 0 −1), "sobel" (1 0 −1, 2 0 −2, 1 0 −1) or "scharr" (3 0 −3, 10 0 −10, 3 0 −3).
    direction : "vertical" finds vertical edges, bright on the left positive; "horizontal" is its transpose.

    Returns
    -------
    float64 ``(3, 3)``.

    Raises
    ------
    ValueError : another name or direction.
    """
    if name not in EDGE_WEIGHTS:
        raise ValueError(f"name is one of {', '.join(EDGE_WEIGHTS)}; you gave {name!r}.")
    if direction not in ("vertical", "horizontal"):
        raise ValueError(f'direction is "vertical" or "horizontal"; you gave {direction!r}.')
    kernel = np.outer(EDGE_WEIGHTS[name], (1.0, 0.0, -1.0))
    # Adding zero turns the -0.0 of the products into 0.0, which prints without a sign.
    return (kernel if direction == "vertical" else kernel.T.copy()) + 0.0


def edge_strength(image: ArrayLike, kernel_v: ArrayLike, kernel_h: ArrayLike) -> Floats:
    """How strong the edge is at each place, whatever its direction: ``sqrt(v² + h²)``.

    Parameters
    ----------
    image : ``(n_H, n_W)``, any numbers.
    kernel_v, kernel_h : two filters of one shape ``(f_H, f_W)``, for vertical and for horizontal edges.

    Returns
    -------
    ``(n_H - f_H + 1, n_W - f_W + 1)``, at least 0.

    Raises
    ------
    ValueError : as `cross_correlate`.
    """
    strength: Floats = np.hypot(cross_correlate(image, kernel_v), cross_correlate(image, kernel_h))
    return strength


def zero_pad(X: NDArray[Any], pad: int) -> NDArray[Any]:
    """Put ``pad`` rows and columns of zeros around each picture of a batch.

    Parameters
    ----------
    X : ``(m, n_H, n_W, n_C)``.
    pad : 0 or more.

    Returns
    -------
    ``(m, n_H + 2 pad, n_W + 2 pad, n_C)`` of the same dtype, a new array; examples and channels are not padded.

    Raises
    ------
    ValueError : ``X`` has not four axes, or ``pad`` is negative.
    """
    X = np.asarray(X)
    if X.ndim != 4:
        raise ValueError(f"X is a batch of pictures (m, n_H, n_W, n_C), with four axes; this one has shape {X.shape}.")
    if pad < 0:
        raise ValueError(f"pad is 0 or more; you gave {pad}.")
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def same_padding(f: int) -> int:
    """The padding with which a filter of odd size keeps the size of its input at stride 1: ``(f - 1) / 2``.

    Raises
    ------
    ValueError : ``f`` is even (both sides would need half a pixel) or below 1.
    """
    if f < 1 or f % 2 == 0:
        raise ValueError(f"Only an odd filter size has the same padding on both sides; f is {f}.")
    return (f - 1) // 2


def output_size(n: int, f: int, pad: int, stride: int) -> int:
    """How many windows of ``f`` pixels fit along a line of ``n``: ``floor((n + 2 pad - f) / stride) + 1``.

    Raises
    ------
    ValueError : the window is larger than the padded line, or ``f`` or ``stride`` is below 1, or ``pad`` below 0.
    """
    if f < 1 or stride < 1 or pad < 0:
        raise ValueError(f"f and stride are at least 1 and pad at least 0; f is {f}, stride {stride}, pad {pad}.")
    if f > n + 2 * pad:
        raise ValueError(f"A window of {f} does not fit into {n} pixels with {pad} of padding on each side.")
    return (n + 2 * pad - f) // stride + 1


def same_pads(n: int, f: int, stride: int) -> tuple[int, int]:
    """TensorFlow's "SAME" padding along a line of ``n`` pixels, which may differ on the two sides.

    Returns
    -------
    ``(before, after)``: with them a window of ``f`` moving by ``stride`` has ``ceil(n / stride)`` places. Together they
    are ``max((ceil(n / stride) - 1) stride + f - n, 0)``, and an odd pixel comes after.

    Raises
    ------
    ValueError : an argument is below 1.
    """
    if n < 1 or f < 1 or stride < 1:
        raise ValueError(f"n, f and stride are at least 1; n is {n}, f {f}, stride {stride}.")
    total = max((-(-n // stride) - 1) * stride + f - n, 0)
    return total // 2, total - total // 2


def _plane(values: ArrayLike, name: str) -> Floats:
    """The values as a 2-D array of floats, so that small integers do not overflow."""
    array = np.asarray(values)
    if array.ndim != 2:
        raise ValueError(f"{name} has two axes, rows and columns; this one has shape {array.shape}.")
    return array if np.issubdtype(array.dtype, np.floating) else array.astype(np.float64)
