"""Convolution, plain, grouped and separable: as functions on arrays, each with its two gradients, and as layers.

As in all of deep learning the filter is not turned: it is cross-correlation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from striate.nn.layer import NONE, Array, Backward, Layer, Parameters, Shape
from striate.nn.windows import NO_PADS, Padding, Pads, padded, pads_of, places, unpadded, windows

__all__ = ["Convolution", "SeparableConvolution", "convolve", "convolve_backward_filters", "convolve_backward_input"]


def convolve(X: Array, W: Array, stride: int, pads: Pads, groups: int = 1) -> Array:
    """``Z[k, i, j, n] = sum over a, b, c of X[k, stride i + a, stride j + b, c] W[a, b, c, n]``.

    Parameters
    ----------
    X : ``(m, n_H_prev, n_W_prev, n_C_prev)``.
    W : ``(f_H, f_W, n_C_prev / groups, n_C)``.
    pads : rows and columns of zeros, ``((top, bottom), (left, right))``.
    groups : channels and filters are cut into so many groups, and each filter sees the channels of its own only.

    Returns
    -------
    ``(m, n_H, n_W, n_C)``.
    """
    X = padded(X, pads)
    if groups > 1:
        return _depthwise(X, W, stride) if W.shape[2:] == (1, groups) else _grouped(X, W, stride, groups)
    columns, (m, n_H, n_W) = _columns(X, W.shape[:2], stride)
    Z: Array = columns @ W.reshape(-1, W.shape[3])
    return Z.reshape(m, n_H, n_W, W.shape[3])


def convolve_backward_filters(
    dZ: Array, X: Array, f: tuple[int, int], stride: int, pads: Pads, groups: int = 1
) -> Array:
    """The gradient by ``W``: each weight met every window once, so its gradient is their sum, weighted by ``dZ``."""
    X, n_C = padded(X, pads), dZ.shape[3]
    if groups > 1 and X.shape[3] == n_C == groups:
        seen = windows(X, f, stride)
        dW: Array = np.einsum("mijabc,mijc->abc", seen, dZ)
        return dW[:, :, np.newaxis]
    if groups > 1:
        parts = zip(np.split(dZ, groups, axis=3), np.split(X, groups, axis=3), strict=True)
        return np.concatenate([convolve_backward_filters(d, x, f, stride, NO_PADS) for d, x in parts], axis=3)
    columns, _ = _columns(X, f, stride)
    return (columns.T @ dZ.reshape(-1, n_C)).reshape(*f, X.shape[3], n_C)


def convolve_backward_input(dZ: Array, W: Array, shape: Shape, stride: int, pads: Pads, groups: int = 1) -> Array:
    """The gradient by ``X``, of ``shape``: each output's gradient goes back to all pixels that its window covered."""
    f_H, f_W, n_C_group, n_C = W.shape
    m, n_H, n_W, _ = dZ.shape
    if groups > 1 and W.shape[2:] != (1, groups):
        sizes = (*shape[:3], shape[3] // groups)
        parts = zip(np.split(dZ, groups, axis=3), np.split(W, groups, axis=3), strict=True)
        return np.concatenate([convolve_backward_input(d, w, sizes, stride, pads) for d, w in parts], axis=3)
    (top, bottom), (left, right) = pads
    wide = np.zeros((m, top + shape[1] + bottom, left + shape[2] + right, shape[3]), dZ.dtype)
    if groups == 1:
        columns = (dZ.reshape(-1, n_C) @ W.reshape(-1, n_C).T).reshape(m, n_H, n_W, f_H, f_W, n_C_group)
    for a in range(f_H):
        for b in range(f_W):
            covered = wide[:, a : a + stride * n_H : stride, b : b + stride * n_W : stride]
            covered += columns[:, :, :, a, b] if groups == 1 else dZ * W[a, b, 0]
    return unpadded(wide, pads)


def _columns(X: Array, f: tuple[int, int], stride: int) -> tuple[Array, tuple[int, int, int]]:
    """The windows as rows of a matrix ``(m n_H n_W, f_H f_W n_C)``, and ``(m, n_H, n_W)``. A 1×1 window is no copy."""
    if f == (1, 1):
        seen = X[:, ::stride, ::stride]
        return seen.reshape(-1, X.shape[3]), seen.shape[:3]
    seen = windows(X, f, stride)
    return seen.reshape(-1, f[0] * f[1] * X.shape[3]), seen.shape[:3]


def _grouped(X: Array, W: Array, stride: int, groups: int) -> Array:
    parts = zip(np.split(X, groups, axis=3), np.split(W, groups, axis=3), strict=True)
    return np.concatenate([convolve(x, w, stride, NO_PADS) for x, w in parts], axis=3)


def _depthwise(X: Array, W: Array, stride: int) -> Array:
    """Each channel has its own single filter: too thin for a matrix product, so the taps are added one by one."""
    f_H, f_W = W.shape[:2]
    m, n_H, n_W = windows(X, (f_H, f_W), stride).shape[:3]
    Z = np.zeros((m, n_H, n_W, W.shape[3]), np.result_type(X, W))
    for a in range(f_H):
        for b in range(f_W):
            Z += X[:, a : a + stride * n_H : stride, b : b + stride * n_W : stride] * W[a, b, 0]
    return Z


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
        self.check(X, parameters)
        W, f = parameters["W"], _sides(self.f)
        pads = pads_of(self.pad, X.shape[1:3], f, self.stride)
        Z = convolve(X, W, self.stride, pads, self.groups)
        if self.bias:
            Z += parameters["b"]

        def by_input(dZ: Array) -> Array:
            return convolve_backward_input(dZ, W, X.shape, self.stride, pads, self.groups)

        def by_parameters(dZ: Array) -> dict[str, Array]:
            dW = convolve_backward_filters(dZ, X, f, self.stride, pads, self.groups)
            return {"W": dW} | ({"b": dZ.sum(axis=(0, 1, 2), keepdims=True)} if self.bias else {})

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


def _sides(f: int | tuple[int, int]) -> tuple[int, int]:
    return f if isinstance(f, tuple) else (f, f)


def _places(layer: Layer, shape: Shape, f: int | tuple[int, int], stride: int, pad: Padding) -> tuple[int, int]:
    """The output's height and width; an error names the layer."""
    size = (shape[0], shape[1])
    try:
        return places(size, _sides(f), stride, pads_of(pad, size, _sides(f), stride))
    except ValueError as error:
        raise ValueError(f"{layer} does not fit an input of shape {shape}: {error}") from None
