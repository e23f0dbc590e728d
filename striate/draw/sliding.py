"""What happens when a kernel slides over an image: the windows, their sums, and the words for them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from striate.draw.cells import READABLE, Window, plane
from striate.draw.words import decimals_for, number, rows_of, size

MOST_TERMS = 25
Position = tuple[int, int]


@dataclass(frozen=True)
class Sliding:
    """An image with its zeros around it, a kernel, the output, and how the window moves.

    A position is a row and a column of the output.
    """

    image: NDArray[np.float64]
    kernel: NDArray[np.float64]
    output: NDArray[np.float64]
    pad: int
    stride: int

    @property
    def padded(self) -> NDArray[np.float64]:
        return np.pad(self.image, self.pad)

    @property
    def border(self) -> NDArray[np.bool_]:
        """Where the padded image is padding."""
        return ~np.pad(np.ones(self.image.shape, dtype=bool), self.pad)

    @property
    def positions(self) -> list[Position]:
        """All of them, in reading order."""
        return [(int(row), int(column)) for row, column in np.ndindex(*self.output.shape)]

    @property
    def small(self) -> bool:
        """Whether its numbers can be read."""
        return bool(max(*self.padded.shape, *self.output.shape) <= READABLE)

    @property
    def signed(self) -> bool:
        """Whether the output is a map of signs, as that of an edge filter, and not of brightness."""
        return bool((self.kernel < 0).any() or (self.output < 0).any())

    @property
    def words(self) -> str:
        padding = f", {self.pad} of zeros around it" if self.pad else ""
        moving = f", stride {self.stride}" if self.stride > 1 else ""
        return (
            f"An image, {size(self.image)}{padding}: {rows_of(self.image)}. "
            f"Kernel, {size(self.kernel)}{moving}: {rows_of(self.kernel)}. "
            f"Output, {size(self.output)}: {rows_of(self.output)}."
        )

    def window(self, position: Position) -> Window:
        """Where a position's window lies in the padded image."""
        row, column = position
        height, width = self.kernel.shape
        return row * self.stride, column * self.stride, height, width

    def pixels(self, position: Position) -> NDArray[np.float64]:
        """What lies in a position's window."""
        top, left, height, width = self.window(position)
        return self.padded[top : top + height, left : left + width]

    def until(self, position: Position) -> NDArray[np.bool_]:
        """The output cells that are known when the window has come to this position."""
        row, column = position
        order = np.arange(self.output.size).reshape(self.output.shape)
        return np.asarray(order <= row * self.output.shape[1] + column)

    def sum(self, position: Position) -> list[str]:
        """The products of a window, a line for each row of the kernel, and their sum."""
        result = number(float(self.output[position]), decimals_for(self.output))
        if self.kernel.size > MOST_TERMS:
            return [f"sum of {self.kernel.size} products = {result}"]
        pixels = self.pixels(position)
        shared = decimals_for(pixels), decimals_for(self.kernel)
        lines = []
        for index in range(len(self.kernel)):
            terms = [
                f"{_bracketed(number(float(pixel), shared[0]))}·{_bracketed(number(float(weight), shared[1]))}"
                for pixel, weight in zip(pixels[index], self.kernel[index], strict=True)
            ]
            lines.append(("+ " if index else "") + " + ".join(terms))
        lines[-1] += f" = {result}"
        return lines

    def check(self, position: Position) -> None:
        """Refuse a position that is not in the output."""
        if len(position) != 2 or not all(0 <= place < n for place, n in zip(position, self.output.shape, strict=True)):
            raise ValueError(
                f"The output is {size(self.output)}, so there is no row and column {tuple(position)} in it."
            )


def sliding(image: ArrayLike, kernel: ArrayLike, output: ArrayLike | None, pad: int, stride: int) -> Sliding:
    """Check that all fits together, and compute the output if it is not given."""
    # Imported here: where an exercise is judged, drawing is at hand and the package's own networks are not.
    from striate.nn.functional import conv2d, output_size

    pixels, weights = plane(image, "image"), plane(kernel, "kernel")
    shape = tuple(output_size(n, f, pad, stride) for n, f in zip(pixels.shape, weights.shape, strict=True))
    result = plane(conv2d(pixels, weights, pad, stride) if output is None else output, "output")
    if result.shape != shape:
        raise ValueError(
            f"With this image, kernel, pad and stride the output is {shape}; the one given is {result.shape}."
        )
    return Sliding(pixels, weights, result, pad, stride)


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text
