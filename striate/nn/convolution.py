"""Convolution layers: plain, in groups, depthwise, separable. Their arithmetic is in `correlation` and `depthwise`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.channels import channel_sums, shift_channels
from striate.nn.correlation import correlate, correlate_backward_filters, correlate_backward_input
from striate.nn.depthwise import depthwise, depthwise_backward_filters, depthwise_backward_input
from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape
from striate.nn.windows import Padding, pads_of, places

__all__ = ["Convolution", "SeparableConvolution"]


@dataclass(frozen=True)
class Convolution(Layer):
    """``filters`` filters of ``f × f`` pixels slide over the picture; each gives one channel of the output.

    Attributes
    ----------
    f : filter size, a number or ``(f_H, f_W)``.
    filters : how many, ``n_C``.
    stride : pixels from one window to the next.
    pad : pixels of zeros on every side, "valid" (none), "same" (TensorFlow's) or ``((top, bottom), (left, right))``.
    groups : each filter sees ``n_C_prev / groups`` channels; ``groups = filters = n_C_prev`` is depthwise.
    bias : whether to add ``b``.
    gain : first weights are drawn with variance ``gain / (f_H f_W n_C_prev / groups)``: 2 is He's, 1 is LeCun's.

    Parameters ``W (f_H, f_W, n_C_prev / groups, n_C)`` and ``b (1, 1, 1, n_C)``.
    """

    f: int | tuple[int, int]
    filters: int
    stride: int = 1
    pad: Padding = "valid"
    groups: int = 1
    bias: bool = True
    gain: float = 2.0
    kind: ClassVar[str] = "conv"

    def __str__(self) -> str:
        f_H, f_W = _sides(self.f)
        return f"Convolution({f_H}×{f_W}, {self.filters} filters)"

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(3, shape)
        if shape[2] % self.groups or self.filters % self.groups:
            raise ValueError(
                f"{self} has {self.groups} groups, which must divide its filters and the input's channels; "
                f"the input has {shape[2]}."
            )
        return *_places(self, shape, self.f, self.stride, self.pad), self.filters

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        W: dict[str, Shape] = {"W": (*_sides(self.f), shape[2] // self.groups, self.filters)}
        return W | ({"b": (1, 1, 1, self.filters)} if self.bias else {})

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        shapes = self.parameter_shapes(shape)
        W = rng.standard_normal(shapes["W"]) * np.sqrt(self.gain / np.prod(shapes["W"][:3]))
        return {"W": W} | ({"b": np.zeros(shapes["b"])} if self.bias else {})

    def multiplications(self, shape: Shape) -> int:
        n_H, n_W, n_C = self.output_shape(shape)
        f_H, f_W, n_C_group, _ = self.parameter_shapes(shape)["W"]
        return n_H * n_W * n_C * f_H * f_W * n_C_group

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        n_C = self.check(X, parameters)[2]
        W, shape = parameters["W"], X.shape
        pads = pads_of(self.pad, shape[1:3], W.shape[:2], self.stride)
        # A filter of one channel is depthwise; the others differ in nothing but the channels that a group holds.
        alone = self.groups > 1 and W.shape[2] == 1
        forward, by_filters, by_pixels = DEPTHWISE if alone else CORRELATION
        groups = 1 if alone else self.groups

        Z = _grouped(lambda x, w: forward(x, w, self.stride, pads), groups, X, W)
        if self.bias:
            shift_channels(Z, parameters["b"])

        def by_input(dZ: Array) -> Array:
            part = (*shape[:3], shape[3] // groups)
            return _grouped(lambda dz, w: by_pixels(dz, w, part, self.stride, pads), groups, dZ, W)

        def by_parameters(dZ: Array) -> dict[str, Array]:
            part = (*W.shape[:3], n_C // groups)
            dW = _grouped(lambda dz, x: by_filters(dz, x, part, self.stride, pads), groups, dZ, X)
            return {"W": dW} | ({"b": channel_sums(dZ)} if self.bias else {})

        return Z, Backward(by_input, by_parameters)


@dataclass(frozen=True)
class SeparableConvolution(Layer):
    """A depthwise convolution, which looks at each channel alone, then a 1×1 convolution, which mixes channels.

    Settings as `Convolution`; stride and padding belong to the depthwise half. Source: Chollet, "Xception" (2017).

    Parameters ``depthwise (f_H, f_W, 1, n_C_prev)``, ``pointwise (1, 1, n_C_prev, n_C)``, ``b (1, 1, 1, n_C)``.
    """

    f: int | tuple[int, int]
    filters: int
    stride: int = 1
    pad: Padding = "valid"
    gain: float = 2.0
    kind: ClassVar[str] = "separable"

    def __str__(self) -> str:
        f_H, f_W = _sides(self.f)
        return f"SeparableConvolution({f_H}×{f_W}, {self.filters} filters)"

    def _depthwise(self, n_C: int) -> Convolution:
        return Convolution(self.f, n_C, self.stride, self.pad, groups=n_C, bias=False, gain=1.0)

    def _pointwise(self) -> Convolution:
        return Convolution(1, self.filters, gain=self.gain)

    def output_shape(self, shape: Shape) -> Shape:
        self.expect(3, shape)
        return *_places(self, shape, self.f, self.stride, self.pad), self.filters

    def parameter_shapes(self, shape: Shape) -> Mapping[str, Shape]:
        return {
            "depthwise": (*_sides(self.f), 1, shape[2]),
            "pointwise": (1, 1, shape[2], self.filters),
            "b": (1, 1, 1, self.filters),
        }

    def initial(self, shape: Shape, rng: np.random.Generator) -> dict[str, Array]:
        depthwise = self._depthwise(shape[2]).initial(shape, rng)
        pointwise = self._pointwise().initial(shape, rng)
        return {"depthwise": depthwise["W"], "pointwise": pointwise["W"], "b": pointwise["b"]}

    def multiplications(self, shape: Shape) -> int:
        depthwise = self._depthwise(shape[2])
        return depthwise.multiplications(shape) + self._pointwise().multiplications(depthwise.output_shape(shape))

    def forward(
        self, X: Array, parameters: Parameters = NONE, training: np.random.Generator | None = None
    ) -> tuple[Array, Backward]:
        self.check(X, parameters)
        middle, first = self._depthwise(X.shape[3]).forward(X, {"W": parameters["depthwise"]})
        Z, second = self._pointwise().forward(middle, {"W": parameters["pointwise"], "b": parameters["b"]})

        def by_input(dZ: Array) -> Array:
            return first.by_input(second.by_input(dZ))

        def by_parameters(dZ: Array) -> dict[str, Array]:
            pointwise, depthwise = second.by_parameters(dZ), first.by_parameters(second.by_input(dZ))
            return {"depthwise": depthwise["W"], "pointwise": pointwise["W"], "b": pointwise["b"]}

        return Z, Backward(by_input, by_parameters)


CORRELATION = correlate, correlate_backward_filters, correlate_backward_input
DEPTHWISE = depthwise, depthwise_backward_filters, depthwise_backward_input


def _grouped(operation: Callable[[Array, Array], Array], groups: int, A: Array, B: Array) -> Array:
    """The operation on each group of channels, and the results side by side."""
    if groups == 1:
        return operation(A, B)
    parts = zip(np.split(A, groups, axis=3), np.split(B, groups, axis=3), strict=True)
    return np.concatenate([operation(a, b) for a, b in parts], axis=3)


def _sides(f: int | tuple[int, int]) -> tuple[int, int]:
    return f if isinstance(f, tuple) else (f, f)


def _places(layer: Layer, shape: Shape, f: int | tuple[int, int], stride: int, pad: Padding) -> tuple[int, int]:
    """The output's height and width; an error names the layer."""
    size = (shape[0], shape[1])
    try:
        return places(size, _sides(f), stride, pads_of(pad, size, _sides(f), stride))
    except ValueError as error:
        raise ValueError(f"{layer} does not fit an input of shape {shape}: {error}") from None
