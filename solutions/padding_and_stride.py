"""Reference answers of the lesson `padding_and_stride`: where the borders of a picture go, and how to keep them."""

import numpy as np


def zero_pad(X: np.ndarray, pad: int) -> np.ndarray:
    """Put a frame of zeros around every picture of a batch.

    Parameters
    ----------
    X : array of shape (m, n_H, n_W, n_C)
        m pictures of n_H × n_W pixels with n_C channels; numbers of any type.
    pad : int, 0 or more
        How many pixels wide the frame is. It is equally wide on all four sides.

    Returns
    -------
    array of shape (m, n_H + 2 pad, n_W + 2 pad, n_C)
        X in the middle, zeros around it. Only height and width grow. With pad 0 the
        values are those of X. X itself stays as it was.

    Examples
    --------
    One picture of 2 × 2 pixels with one channel:

    >>> X = np.array([[1, 2], [3, 4]]).reshape(1, 2, 2, 1)
    >>> zero_pad(X, 1)[0, :, :, 0]
    array([[0, 0, 0, 0],
           [0, 1, 2, 0],
           [0, 3, 4, 0],
           [0, 0, 0, 0]])
    """
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))


def same_padding(f: int) -> int:
    """Give the padding with which a layer of stride 1 keeps the size of its picture.

    Parameters
    ----------
    f : int, 1 or more
        Height and width of the filter.

    Returns
    -------
    int
        The padding p on each side for which n + 2p − f + 1 = n. It will be handed to
        NumPy as a size, so let it be an int; a float such as 1.0 counts as right and
        earns a remark.

    Raises
    ------
    ValueError
        If f is even: then no whole number of pixels, the same on both sides, does it.

    Examples
    --------
    >>> same_padding(3)
    1
    """
    p, rest = divmod(f - 1, 2)
    if rest:
        raise ValueError(f"A filter of even size {f} cannot be padded equally on both sides; take an odd size.")
    return p


def output_size(n: int, f: int, pad: int, stride: int) -> int:
    """Count the windows along one line of pixels.

    Parameters
    ----------
    n : int, 1 or more
        Pixels in the line, before padding.
    f : int, 1 or more
        Pixels in a window.
    pad : int, 0 or more
        Zeros put at each end of the line.
    stride : int, 1 or more
        The first window begins with the padded line, each further one `stride` pixels
        later.

    Returns
    -------
    int
        How many windows lie fully inside the padded line. Pixels left over at its end
        belong to no window. It will be the size of an array, so let it be an int; a
        float such as 3.0 counts as right and earns a remark.

    Raises
    ------
    ValueError
        If not even one window fits into the padded line.

    Source: Dumoulin and Visin (2016), section 2.4.

    Examples
    --------
    >>> output_size(5, 3, 0, 2)
    2
    """
    room = n + 2 * pad - f
    if room < 0:
        raise ValueError(f"A window of {f} pixels does not fit into {n} pixels with {pad} zeros at each end.")
    return room // stride + 1


def break_rounding_up() -> tuple[int, int, int, int]:
    """Find an input on which a colleague's `output_size` goes wrong.

    The colleague divides as you do, but rounds the quotient up where you round it down.
    Where the window does not fit, both raise the same ValueError.

    Returns
    -------
    tuple (n, f, pad, stride)
        n from 1 to 16, f from 1 to 7, pad from 0 to 3, stride from 1 to 4: whole
        numbers for which the window fits, and for which the colleague's answer differs
        from the right one.
    """
    return 6, 3, 0, 2


def conv2d(image: np.ndarray, kernel: np.ndarray, pad: int, stride: int) -> np.ndarray:
    """Slide a kernel over a zero-padded picture in steps of `stride`.

    One channel; the kernel is not flipped. With NumPy alone, and functions you have
    made so far.

    Parameters
    ----------
    image : array of shape (n_H, n_W)
        The picture: integers of any type (0 to 255 in one byte, say) or floats, of
        either sign.
    kernel : array of shape (f_H, f_W)
        Height and width may differ. Integers or floats, of either sign.
    pad : int, 0 or more
        Zeros on each of the four sides of the picture.
    stride : int, 1 or more
        Step from one window to the next, downwards and to the right.

    Returns
    -------
    float array
        Its height is output_size(n_H, f_H, pad, stride), its width output_size(n_W,
        f_W, pad, stride). At each place stands the sum of window times kernel. Nothing
        overflows or is rounded, whatever the types of picture and kernel; both stay as
        they were.

    Raises
    ------
    ValueError
        If the kernel does not fit into the padded picture.

    Examples
    --------
    >>> image = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    >>> conv2d(image, np.array([[1, 0], [0, 10]]), pad=1, stride=2)
    array([[10., 30.],
           [70., 95.]])
    """
    f_H, f_W = kernel.shape
    n_H = output_size(image.shape[0], f_H, pad, stride)
    n_W = output_size(image.shape[1], f_W, pad, stride)
    padded = np.pad(image.astype(float), pad)
    Z = np.empty((n_H, n_W))
    for i in range(n_H):
        for j in range(n_W):
            top, left = i * stride, j * stride
            Z[i, j] = np.sum(padded[top : top + f_H, left : left + f_W] * kernel)
    return Z


def same_pads(n: int, f: int, stride: int) -> tuple[int, int]:
    """Give the zeros before and after a line as TensorFlow's "same" padding puts them.

    Parameters
    ----------
    n : int, 1 or more
        Pixels in the line.
    f : int, 1 or more
        Pixels in a window; odd or even.
    stride : int, 1 or more
        Step from one window to the next; it may be larger than f.

    Returns
    -------
    tuple (before, after) of two ints, 0 or more
        As few zeros as give n / stride windows, rounded up. They are shared out
        equally; where their number is odd, the odd one comes after. Where the line
        needs none, (0, 0).

    Source: the notes on padding in TensorFlow's documentation of `tf.nn`.

    Examples
    --------
    >>> same_pads(5, 3, 1), same_pads(6, 3, 2)
    ((1, 1), (0, 1))
    """
    windows = -(-n // stride)
    total = max((windows - 1) * stride + f - n, 0)
    before = total // 2
    return before, total - before


def windows_covering(n: int, f: int, pad: int, stride: int) -> np.ndarray:
    """Count for each pixel of a line in how many windows it lies.

    Parameters
    ----------
    n, f, pad, stride : int
        Pixels in the line, pixels in a window, zeros at each end, and step, as for
        `output_size`. At least one window fits.

    Returns
    -------
    integer array of shape (n,)
        One count for each real pixel, from the first to the last; the zeros of the
        padding get none. Only windows count that lie fully inside the padded line. A
        pixel that all windows step over has 0.

    Examples
    --------
    >>> windows_covering(5, 3, 0, 1), windows_covering(5, 3, 1, 1)
    (array([1, 2, 3, 2, 1]), array([2, 3, 3, 3, 2]))
    """
    starts = stride * np.arange(output_size(n, f, pad, stride))
    pixels = pad + np.arange(n)[:, np.newaxis]
    # A row for each pixel, a column for each window.
    covered = np.logical_and(starts <= pixels, pixels < starts + f)
    counts: np.ndarray = covered.sum(axis=1)
    return counts


def shrinkage(n: int, f: int, layers: int, padding: str) -> list[int]:
    """Follow the size of a picture through a stack of equal layers of stride 1.

    Parameters
    ----------
    n : int, 1 or more
        Height (or width) of the picture in pixels.
    f : int, 1 or more
        Height (or width) of every layer's filter.
    layers : int, 0 or more
        How many layers there are.
    padding : "valid" or "same"
        No padding, or in every layer the padding that keeps the size. With "same", f is
        always odd.

    Returns
    -------
    list of layers + 1 ints
        n, the size after the first layer, after the second, and so on. Once the filter
        does not fit any more (into the padded picture, where there is padding), the
        size is 0, and from then on it stays 0.

    Examples
    --------
    >>> shrinkage(8, 3, 4, "valid")
    [8, 6, 4, 2, 0]
    """
    pad = same_padding(f) if padding == "same" else 0
    sizes = [n]
    for _ in range(layers):
        sizes.append(max(sizes[-1] + 2 * pad - f + 1, 0))
    return sizes


corner_and_middle = (1, 9)
why_odd = "b"
untouched_pixel = 5
stride_two_cost = 0.25
tensorflow_centre = 1
