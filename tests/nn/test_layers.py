"""Every layer: gradients against finite differences, odd shapes, any memory layout, empty batches, and its errors."""

from collections.abc import Callable

import numpy as np
import pytest

from striate.nn import (
    AveragePooling,
    BatchNormalisation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling,
    L2Normalisation,
    LeakyReLU,
    LocalResponseNormalisation,
    MaxPooling,
    PReLU,
    ReLU,
    ScaleShift,
    SeparableConvolution,
    Sigmoid,
    Softmax,
    Tanh,
    ZeroPadding,
)
from striate.nn.layer import Layer
from tests.nn.gradients import assert_layer_gradients, spread

PICTURE = (5, 7, 4)
CASES: dict[str, tuple[Layer, tuple[int, ...]]] = {
    "conv valid": (Convolution(3, 3), PICTURE),
    "conv padded": (Convolution(3, 2, pad=2), PICTURE),
    "conv stride leaves a rest": (Convolution(2, 3, stride=2), PICTURE),
    "conv stride above f": (Convolution(2, 2, stride=3, pad=1), PICTURE),
    "conv same, stride 2": (Convolution(3, 5, stride=2, pad="same"), (6, 7, 2)),
    "conv explicit padding": (Convolution(3, 2, pad=((0, 2), (1, 0))), PICTURE),
    "conv high window": (Convolution((3, 1), 2, pad="same"), PICTURE),
    "conv 1×1": (Convolution(1, 3), PICTURE),
    "conv 1×1, stride 2": (Convolution(1, 3, stride=2), PICTURE),
    "conv 1×1, padded": (Convolution(1, 3, pad=1), PICTURE),
    "conv whole picture": (Convolution((5, 7), 3), PICTURE),
    "conv one channel": (Convolution(3, 4, pad=1), (6, 5, 1)),
    "conv many channels": (Convolution(3, 1, pad=1), (3, 4, 9)),
    "conv without bias": (Convolution(2, 3, bias=False), PICTURE),
    "conv groups": (Convolution(3, 6, pad=1, groups=2), PICTURE),
    "conv depthwise": (Convolution(3, 4, pad=1, groups=4), PICTURE),
    "conv depthwise, stride 2": (Convolution(2, 4, stride=2, groups=4), PICTURE),
    "conv depthwise, two filters a channel": (Convolution(3, 8, groups=4), PICTURE),
    "separable": (SeparableConvolution(3, 3, pad="same"), PICTURE),
    "separable, stride 2": (SeparableConvolution(3, 5, stride=2, pad=1), PICTURE),
    "dense": (Dense(3), (7,)),
    "dense without bias": (Dense(3, bias=False), (7,)),
    "max-pool": (MaxPooling(2), PICTURE),
    "max-pool overlapping": (MaxPooling(3, stride=2), (7, 8, 2)),
    "max-pool same": (MaxPooling(2, pad="same"), PICTURE),
    "max-pool same, stride 1": (MaxPooling(2, stride=1, pad="same"), PICTURE),
    "max-pool with gaps": (MaxPooling(2, stride=3), (7, 8, 2)),
    "average pool": (AveragePooling(2), PICTURE),
    "average pool overlapping": (AveragePooling(3, stride=1), PICTURE),
    "global average": (GlobalAveragePooling(), PICTURE),
    "batch norm in use": (BatchNormalisation(), PICTURE),
    "batch norm of vectors in use": (BatchNormalisation(), (6,)),
    "scale and shift": (ScaleShift(), PICTURE),
    "relu": (ReLU(), PICTURE),
    "leaky relu": (LeakyReLU(0.1), PICTURE),
    "prelu": (PReLU(), PICTURE),
    "prelu of vectors": (PReLU(), (6,)),
    "tanh": (Tanh(), PICTURE),
    "sigmoid": (Sigmoid(), PICTURE),
    "softmax": (Softmax(), (6,)),
    "softmax of channels": (Softmax(), PICTURE),
    "flatten": (Flatten(), PICTURE),
    "zero padding": (ZeroPadding(((1, 0), (0, 2)), channels=3), PICTURE),
    "dropout in use": (Dropout(0.5), PICTURE),
    "lrn": (LocalResponseNormalisation(alpha=0.5), (3, 2, 9)),
    "lrn with even n and few channels": (LocalResponseNormalisation(k=1, n=4, alpha=0.3, beta=0.5), (3, 2, 3)),
    "l2": (L2Normalisation(), (5,)),
    "l2 of channels": (L2Normalisation(), PICTURE),
}
each_case = pytest.mark.parametrize(("layer", "shape"), CASES.values(), ids=CASES.keys())


@each_case
@pytest.mark.parametrize("m", [1, 2])
def test_gradients_agree_with_finite_differences(layer: Layer, shape: tuple[int, ...], m: int) -> None:
    assert_layer_gradients(layer, spread((m, *shape), np.random.default_rng(m)))


@pytest.mark.parametrize("layer", [BatchNormalisation(), Dropout(0.5)], ids=["batch norm", "dropout"])
@pytest.mark.parametrize("shape", [PICTURE, (6,)], ids=["pictures", "vectors"])
def test_gradients_agree_with_finite_differences_while_learning(layer: Layer, shape: tuple[int, ...]) -> None:
    assert_layer_gradients(layer, spread((3, *shape), np.random.default_rng(0)), training=4)


def views(X: np.ndarray) -> dict[str, np.ndarray]:
    """The same numbers in other orders of memory."""
    wide = np.zeros((*X.shape[:-1], 2 * X.shape[-1]), X.dtype)
    wide[..., ::2] = X
    return {
        "Fortran order": np.asfortranarray(X),
        "every other channel": wide[..., ::2],
        "turned round": X[:, ::-1].copy()[:, ::-1],
        "read only": np.frombuffer(X.tobytes(), X.dtype).reshape(X.shape),
    }


@each_case
def test_memory_layout_changes_nothing_and_inputs_stay_as_they_are(layer: Layer, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(5)
    X = spread((2, *shape), rng)
    parameters = layer.initial(shape, rng)
    Y, back = layer.forward(X, parameters)
    dY = rng.standard_normal(Y.shape)
    dX, gradients = back.by_input(dY), back.by_parameters(dY)
    for how, other in views(X).items():
        kept = other.copy()
        Y2, back2 = layer.forward(other, parameters)
        dY2 = np.asfortranarray(dY)
        np.testing.assert_allclose(Y2, Y, rtol=1e-12, atol=1e-12, err_msg=how)
        np.testing.assert_allclose(back2.by_input(dY2), dX, rtol=1e-12, atol=1e-12, err_msg=how)
        for name, gradient in back2.by_parameters(dY2).items():
            np.testing.assert_allclose(gradient, gradients[name], rtol=1e-12, atol=1e-12, err_msg=f"{how}: {name}")
        np.testing.assert_array_equal(other, kept)


@each_case
def test_an_empty_batch_passes_both_ways(layer: Layer, shape: tuple[int, ...]) -> None:
    X, rng = np.zeros((0, *shape), np.float32), np.random.default_rng(0)
    parameters = {name: a.astype(np.float32) for name, a in layer.initial(shape, rng).items()}
    for training in (None, rng):
        Y, back = layer.forward(X, parameters, training)
        assert Y.shape == (0, *layer.output_shape(shape))
        assert back.by_input(np.zeros_like(Y)).shape == X.shape
        for name, gradient in back.by_parameters(np.zeros_like(Y)).items():
            assert gradient.shape == parameters[name].shape
            assert not gradient.any()


@each_case
def test_float32_stays_float32_and_agrees_with_float64(layer: Layer, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(6)
    X = spread((2, *shape), rng)
    parameters = layer.initial(shape, rng)
    single = {name: a.astype(np.float32) for name, a in parameters.items()}
    Y64, back64 = layer.forward(X, parameters, np.random.default_rng(0))
    Y32, back32 = layer.forward(X.astype(np.float32), single, np.random.default_rng(0))
    dY = rng.standard_normal(Y64.shape)
    pairs = [(Y32, Y64), (back32.by_input(dY.astype(np.float32)), back64.by_input(dY))]
    pairs += zip(back32.by_parameters(dY.astype(np.float32)).values(), back64.by_parameters(dY).values(), strict=True)
    for in32, in64 in pairs:
        assert in32.dtype == np.float32
        np.testing.assert_allclose(in32, in64, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("layer", "given", "message"),
    [
        (Convolution(5, 6), (4, 4, 3), r"Convolution\(5×5, 6 filters\).*\(4, 4, 3\).*5 does not fit into 4"),
        (Convolution(3, 6), (12,), r"Convolution\(3×3, 6 filters\) expects .*\(m, n_H, n_W, n_C\).*\(m, 12\)"),
        (Convolution(3, 6, groups=4), (5, 5, 4), r"4 groups, which must divide"),
        (Convolution(3, 6, pad="full"), (5, 5, 4), r"pad is a number .*'full'"),
        (MaxPooling(3), (2, 5, 1), r"MaxPooling\(3×3, stride 3\).*\(2, 5, 1\)"),
        (GlobalAveragePooling(), (5,), r"GlobalAveragePooling.*\(m, 5\)"),
        (Dense(4), (5, 5, 3), r"Dense\(4 units\) expects .*\(m, n\); it was given \(m, 5, 5, 3\)"),
    ],
)
def test_a_wrong_input_is_named_with_what_was_expected_and_given(
    layer: Layer, given: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        layer.forward(np.zeros((2, *given)), {})


def test_a_wrong_parameter_is_named_with_what_was_expected_and_given() -> None:
    X, W, b = np.zeros((1, 5, 5, 3)), np.zeros((3, 3, 3, 2)), np.zeros((1, 1, 1, 2))
    with pytest.raises(ValueError, match=r"parameter W has shape \(3, 3, 2, 2\).*\(3, 3, 3, 2\)"):
        Convolution(3, 2).forward(X, {"W": W[:, :, :2], "b": b})
    with pytest.raises(ValueError, match="parameter b is missing"):
        Convolution(3, 2).forward(X, {"W": W})


@pytest.mark.parametrize("make", [lambda: Dropout(0), lambda: LeakyReLU(-1), lambda: LeakyReLU(2)])
def test_settings_out_of_range_are_refused(make: Callable[[], Layer]) -> None:
    with pytest.raises(ValueError, match="you gave"):
        make()


def test_the_first_of_equal_maxima_gets_the_gradient() -> None:
    X = np.array([[0.0, 2, 2], [2, 2, 0], [0, 0, 0]]).reshape(1, 3, 3, 1)
    _, back = MaxPooling(2, stride=1).forward(X)
    dX = back.by_input(np.array([1.0, 10, 100, 1000]).reshape(1, 2, 2, 1))
    assert dX[0, :, :, 0].tolist() == [[0, 11, 0], [100, 1000, 0], [0, 0, 0]]


def test_batch_norm_gives_mean_0_and_variance_1_and_remembers() -> None:
    rng = np.random.default_rng(0)
    X = 3 + 2 * rng.standard_normal((8, 5, 4, 3))
    layer = BatchNormalisation(momentum=0.75)
    parameters = layer.initial(X.shape[1:], rng)
    Y, _ = layer.forward(X, parameters, rng)
    np.testing.assert_allclose(Y.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(Y.var(axis=(0, 1, 2)), 1, rtol=1e-4)
    np.testing.assert_allclose(parameters["mean"][0, 0, 0], 0.25 * X.mean(axis=(0, 1, 2)))
    np.testing.assert_allclose(parameters["variance"][0, 0, 0], 0.75 + 0.25 * X.var(axis=(0, 1, 2)))


def test_dropout_keeps_the_mean_and_does_nothing_in_use() -> None:
    X = np.ones((1, 200, 200, 1), np.float32)
    Y, _ = Dropout(0.8).forward(X, training=np.random.default_rng(0))
    assert set(np.unique(Y)) == {np.float32(0), np.float32(1.25)}
    assert abs(Y.mean() - 1) < 0.01
    np.testing.assert_array_equal(Dropout(0.8).forward(X)[0], X)


def test_large_scores_overflow_nowhere() -> None:
    Z = np.array([[1000.0, 0.0, -1000.0]])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_array_equal(Softmax().forward(Z)[0], [[1, 0, 0]])
        np.testing.assert_array_equal(Sigmoid().forward(Z)[0], [[1, 0.5, 0]])


def test_one_layer_may_run_on_several_inputs_before_going_back() -> None:
    rng = np.random.default_rng(1)
    layer = Convolution(3, 2, pad=1)
    parameters = layer.initial(PICTURE, rng)
    first, second = rng.standard_normal((2, 1, *PICTURE))
    Y, back = layer.forward(first, parameters)
    expected = back.by_parameters(np.ones_like(Y))["W"]
    layer.forward(second, parameters)
    np.testing.assert_array_equal(back.by_parameters(np.ones_like(Y))["W"], expected)


def test_multiplications_are_those_of_the_formula() -> None:
    assert Convolution(5, 32, pad="same").multiplications((28, 28, 192)) == 120_422_400
    assert Convolution(3, 8, groups=4, pad=1).multiplications((5, 7, 4)) == 5 * 7 * 8 * 9
    assert SeparableConvolution(3, 8, pad=1).multiplications((5, 7, 4)) == 5 * 7 * (4 * 9 + 4 * 8)
    assert Dense(10).multiplications((84,)) == 840
