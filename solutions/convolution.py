"""Reference answers of the lesson "How does a picture become edges?": sliding a kernel, edges, learning a kernel."""

import numpy as np


def dense_weights(n_H: int, n_W: int, n_C: int, units: int) -> int:
    """Count the weights of one fully connected layer that looks at a whole picture.

    Every unit of the layer has its own weight for every number of the picture. Biases are
    not counted.

    Parameters
    ----------
    n_H, n_W : height and width of the picture, in pixels
    n_C : channels, the numbers per pixel (1 for grey, 3 for red, green and blue)
    units : how many units the layer has

    Returns
    -------
    int
        The number of weights: an int, or a float that is whole.

    Examples
    --------
    A grey picture of 2 rows and 3 columns, seen by four units:

    >>> dense_weights(2, 3, 1, 4)
    24
    """
    return n_H * n_W * n_C * units


def cross_correlate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide a kernel over a picture; at each place multiply number by number and add up.

    The kernel is used as it stands (it is not turned) and visits every place where all of
    it lies on the picture: its top left corner on row i and column j of the picture gives
    the answer's entry [i, j].

    Parameters
    ----------
    image : array of shape (n_H, n_W), grey levels; integers (uint8 too) or floats
    kernel : array of shape (f_H, f_W), the weights; any height and width, not always equal

    Returns
    -------
    array of shape (n_H - f_H + 1, n_W - f_W + 1)
        The sums as they are, fractions included: neither rounded nor divided by anything
        nor cut to 0..255, and negative where they are negative. Both arguments are left as
        they were.

    Raises
    ------
    ValueError
        If the kernel is taller or wider than the picture, by one pixel or by many.

    Examples
    --------
    >>> image = np.array([[1, 2, 3],
    ...                   [4, 5, 6]])
    >>> kernel = np.array([[10, 1]])
    >>> cross_correlate(image, kernel)
    array([[12., 23.],
           [45., 56.]])

    Notes
    -----
    Take care with whole numbers: a uint8 holds 0..255 and begins again at 0, without a
    warning. Not with np.correlate, np.convolve or SciPy: write the sliding yourself.
    """
    # windows[i, j, a, b] is image[i + a, j + b]. NumPy itself raises the ValueError if not a single window fits.
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image, dtype=float), np.shape(kernel))
    output: np.ndarray = np.einsum("ijab,ab->ij", windows, kernel)
    return output


def convolve(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Convolve as mathematicians do: the kernel is turned by 180 degrees before it slides.

    Parameters
    ----------
    image : array of shape (n_H, n_W), integers or floats
    kernel : array of shape (f_H, f_W), any height and any width

    Returns
    -------
    array of shape (n_H - f_H + 1, n_W - f_W + 1)
        Only the places where the whole kernel lies on the picture. Both arguments are left
        as they were.

    Raises
    ------
    ValueError
        If the kernel is taller or wider than the picture, by one pixel or by many.

    Examples
    --------
    >>> image = np.array([[1, 2, 3],
    ...                   [4, 5, 6]])
    >>> kernel = np.array([[10, 1]])
    >>> convolve(image, kernel)
    array([[21., 32.],
           [54., 65.]])

    Notes
    -----
    You may call your cross_correlate. Not with np.correlate, np.convolve or SciPy: write
    the sliding yourself.
    """
    return cross_correlate(image, np.asarray(kernel)[::-1, ::-1])


def edge_kernel(name: str, direction: str) -> np.ndarray:
    """Look up a classic 3x3 edge kernel by its name and the direction of its edges.

    For "vertical" edges the three rows are::

        "prewitt"     "sobel"      "scharr"
        1  0 -1       1  0 -1      3  0  -3
        1  0 -1       2  0 -2     10  0 -10
        1  0 -1       1  0 -1      3  0  -3

    For "horizontal" edges the kernel is the transpose of the one above: its first row is
    positive, its last negative.

    Parameters
    ----------
    name : "prewitt", "sobel" or "scharr"
    direction : "vertical" or "horizontal"

    Returns
    -------
    array of shape (3, 3)

    Raises
    ------
    ValueError
        If either argument is another word; "Sobel" and " sobel" are other words too.

    Examples
    --------
    >>> edge_kernel("prewitt", "horizontal")
    array([[ 1.,  1.,  1.],
           [ 0.,  0.,  0.],
           [-1., -1., -1.]])
    """
    weights = {"prewitt": (1.0, 1.0, 1.0), "sobel": (1.0, 2.0, 1.0), "scharr": (3.0, 10.0, 3.0)}
    if name not in weights:
        raise ValueError(f"no edge kernel is called {name!r}; there are {', '.join(weights)}")
    vertical = np.outer(weights[name], (1.0, 0.0, -1.0))
    kernels = {"vertical": vertical, "horizontal": vertical.T}
    if direction not in kernels:
        raise ValueError(f'edges are "vertical" or "horizontal", not {direction!r}')
    return kernels[direction]


def edge_strength(
    image: np.ndarray,
    kernel_v: np.ndarray,
    kernel_h: np.ndarray,
) -> np.ndarray:
    """Join the answers of two kernels into one map of how strong the edges are.

    With v = cross_correlate(image, kernel_v) and h = cross_correlate(image, kernel_h), the
    strength at each place is the length of the arrow (v, h), by Pythagoras:
    sqrt(v^2 + h^2). So an edge counts alike, whatever its direction.

    Parameters
    ----------
    image : array of shape (n_H, n_W), integers or floats
    kernel_v, kernel_h : two arrays of one shape (f_H, f_W); any kernels, for edges or not

    Returns
    -------
    array of shape (n_H - f_H + 1, n_W - f_W + 1)
        The lengths as they are: neither cut nor scaled, nowhere negative.

    Raises
    ------
    ValueError
        If the kernels are taller or wider than the picture.

    Examples
    --------
    >>> image = np.array([[5, 2], [1, 0]])
    >>> edge_strength(image, np.array([[1, -1]]), np.array([[0, 2]]))
    array([[5.],
           [1.]])
    """
    v = cross_correlate(image, kernel_v)
    h = cross_correlate(image, kernel_h)
    strength: np.ndarray = np.sqrt(v**2 + h**2)
    return strength


def kernel_gradient(
    image: np.ndarray,
    target: np.ndarray,
    kernel: np.ndarray,
) -> tuple[float, np.ndarray]:
    """Say how wrong a kernel is, and which way each of its weights should be changed.

    The error e[i, j] is cross_correlate(image, kernel)[i, j] - target[i, j]. The loss is
    the mean of its square over all N = (n_H - f_H + 1) (n_W - f_W + 1) places. The gradient
    holds, for each weight of the kernel, the derivative of the loss by that weight,
    exactly: no factor is left out.

    Parameters
    ----------
    image : array of shape (n_H, n_W)
    target : array of shape (n_H - f_H + 1, n_W - f_W + 1), the answer that is wanted
    kernel : array of shape (f_H, f_W), any height and any width, integers or floats

    Returns
    -------
    (loss, gradient)
        A number, and an array of the kernel's shape (f_H, f_W). All three arguments are
        left as they were.

    Examples
    --------
    One row, one weight. The kernel answers 1 2 3 where 1 2 5 is wanted: the errors are 0, 0
    and -2, the loss is 4/3, and the derivative is (2/3) (0*1 + 0*2 - 2*3) = -4.

    >>> image, target = np.array([[1, 2, 3]]), np.array([[1, 2, 5]])
    >>> loss, gradient = kernel_gradient(image, target, np.array([[1.0]]))
    >>> print(round(loss, 4), gradient)
    1.3333 [[-4.]]
    """
    error = cross_correlate(image, kernel) - target
    loss = float(np.mean(error**2))
    # Weight [a, b] meets the picture moved by (a, b): its derivative is that picture times the error, summed.
    gradient = 2 / error.size * cross_correlate(image, error)
    return loss, gradient


def learn_kernel(
    image: np.ndarray,
    target: np.ndarray,
    f: int,
    learning_rate: float,
    steps: int,
) -> np.ndarray:
    """Find the f x f kernel that turns a picture into a target, by plain gradient descent.

    It begins with zeros. One step moves every weight against its derivative:
    kernel - learning_rate * gradient, where the gradient is kernel_gradient's at the
    present kernel.

    Parameters
    ----------
    image : array of shape (n_H, n_W), used as it is (it is not standardised here)
    target : array of shape (n_H - f + 1, n_W - f + 1)
    f : height and width of the kernel
    learning_rate : the length of a step in units of the gradient, a positive number
    steps : how many steps to make, 0 or more

    Returns
    -------
    array of shape (f, f)
        The kernel after exactly `steps` steps, however small or large its numbers have
        become; for steps = 0 that is the kernel of zeros.

    Examples
    --------
    >>> image, target = np.array([[1, 2]]), np.array([[4, 8]])
    >>> learn_kernel(image, target, f=1, learning_rate=0.1, steps=1)
    array([[2.]])
    >>> learn_kernel(image, target, f=1, learning_rate=0.1, steps=2)
    array([[3.]])
    """
    kernel = np.zeros((f, f))
    for _ in range(steps):
        _, gradient = kernel_gradient(image, target, kernel)
        kernel = kernel - learning_rate * gradient
    return kernel


def break_no_turn() -> tuple[int, int, int]:
    """Find a kernel that gives a colleague's mistake away.

    The colleague looks only at the size of a response, not at its sign: they draw
    abs(convolve(image, kernel)). But their convolve forgets to turn the kernel. They tried
    it on this picture of one row,

        [[4, 1, 0, 2, 9, 3, 5]]

    with the kernels [[1, 2, 1]] and [[1, 0, -1]], and every number came out right.

    Returns
    -------
    (a, b, c)
        Three whole numbers from -3 to 3, such that with the kernel [[a, b, c]] the
        colleague's drawing of this picture differs from the right one.
    """
    return (1, 2, 0)


valid_shape = (46, 58)
flat_wall = 0
kernel_weights = 25
library_conv2d = "cross-correlation"
largest_rate = 0.25
