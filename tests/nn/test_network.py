"""The graph: names, branches and shortcuts, runs up to a layer, gradients by anything, parameters on disk."""

from pathlib import Path

import numpy as np
import pytest

from striate.nn import (
    BatchNormalisation,
    Branches,
    Convolution,
    Dense,
    Dropout,
    GlobalAveragePooling,
    MaxPooling,
    Network,
    ReLU,
    Sequence,
    Shortcut,
    cross_entropy,
)
from tests.nn.gradients import numerical_gradient

RNG = np.random.default_rng(0)


def fire(squeeze: int, expand: int) -> Sequence:
    """SqueezeNet's module, small."""
    return Sequence(
        squeeze=Convolution(1, squeeze),
        relu=ReLU(),
        expand=Branches(
            left=Sequence(conv=Convolution(1, expand), relu=ReLU()),
            right=Sequence(conv=Convolution(3, expand, pad=1), relu=ReLU()),
        ),
    )


def small(dtype: type = np.float64) -> Network:
    body = Sequence(
        conv1=Convolution(3, 4, pad=1),
        fire2=fire(2, 3),
        res3=Shortcut(Convolution(3, 6, pad=1), BatchNormalisation(), ReLU(), Convolution(3, 6, pad=1)),
        res4=Shortcut(Convolution(3, 5, stride=2, pad=1), skip=Convolution(1, 5, stride=2)),
        mean=GlobalAveragePooling(),
        scores=Dense(3),
    )
    return Network(body, (6, 5, 2), seed=3, dtype=dtype)


def test_names_are_paths_and_a_block_stands_for_what_it_gives() -> None:
    network = small()
    names = [node.name for node in network.nodes]
    assert names[:6] == ["conv1", "fire2/squeeze", "fire2/relu", "fire2/expand/left/conv", "fire2/expand/left/relu",
                         "fire2/expand/right/conv"]  # fmt: skip
    assert names[7:13] == ["fire2/expand", "res3/conv1", "res3/norm1", "res3/relu1", "res3/conv2", "res3"]
    assert "res4/skip/W" in network.parameters
    assert network.outputs["fire2"] == "fire2/expand"
    assert network.shapes["fire2/expand"] == (6, 5, 6)
    assert network.parameters["conv1/W"].shape == (3, 3, 2, 4)


def test_forward_until_a_name_equals_the_whole_run_there() -> None:
    network, X = small(), RNG.standard_normal((2, 6, 5, 2))
    trace = network.trace(X)
    for name in [*network.shapes, "fire2", "fire2/expand/left"]:
        np.testing.assert_array_equal(network.forward(X, until=name), trace.activations[network.outputs[name]])
    assert trace.output.shape == (2, 3)
    several = network.activations(X, ["res3", "conv1", "res3/conv1"])
    assert list(several) == ["res3", "conv1", "res3/conv1"]


def test_forward_until_a_name_does_not_run_what_lies_after_or_beside() -> None:
    network = small()
    broken = {
        name: np.full_like(a, np.nan) for name, a in network.parameters.items() if "right" in name or "res" in name
    }
    network.parameters |= broken
    assert np.isfinite(network.forward(np.ones((1, 6, 5, 2)), until="fire2/expand/left")).all()


def test_a_branch_and_a_shortcut_compute_what_they_say() -> None:
    network, X = small(), RNG.standard_normal((1, 6, 5, 2))
    seen = network.trace(X).activations
    joined = np.concatenate([seen["fire2/expand/left/relu"], seen["fire2/expand/right/relu"]], axis=3)
    np.testing.assert_array_equal(seen["fire2/expand"], joined)
    np.testing.assert_array_equal(seen["res3"], seen["res3/conv2"] + joined)
    np.testing.assert_array_equal(seen["res4"], seen["res4/conv1"] + seen["res4/skip"])


def test_gradients_by_parameters_input_and_activations_agree_with_finite_differences() -> None:
    network, X, y = small(), RNG.standard_normal((2, 6, 5, 2)), np.array([2, 0])
    trace = network.trace(X, training=np.random.default_rng(0))
    _, dZ = cross_entropy(trace.output, y)
    learnt = [name for name in network.parameters if not name.endswith(("mean", "variance"))]
    gradients = trace.backward(dZ, by=[*learnt, "input"])

    def cost() -> float:
        return cross_entropy(network.trace(X, training=np.random.default_rng(0)).output, y)[0]

    assert gradients.keys() == {*learnt, "input"}
    for name in ("conv1/W", "fire2/squeeze/W", "fire2/expand/right/conv/b", "res3/norm1/gamma", "res4/skip/W"):
        expected = numerical_gradient(cost, network.parameters[name])
        np.testing.assert_allclose(gradients[name], expected, rtol=1e-4, atol=1e-7, err_msg=name)
    np.testing.assert_allclose(gradients["input"], numerical_gradient(cost, X), rtol=1e-4, atol=1e-7)


def test_a_cost_that_looks_at_several_activations_reaches_the_input() -> None:
    network, X = small(), RNG.standard_normal((1, 6, 5, 2))
    d_conv, d_fire = RNG.standard_normal((1, 6, 5, 4)), RNG.standard_normal((1, 6, 5, 6))

    def cost() -> float:
        seen = network.activations(X, ["conv1", "fire2"])
        return float((seen["conv1"] * d_conv).sum() + (seen["fire2"] * d_fire).sum())

    gradients = network.trace(X, until="fire2").backward({"conv1": d_conv, "fire2": d_fire}, by="input")
    assert gradients.keys() == {"input"}
    np.testing.assert_allclose(gradients["input"], numerical_gradient(cost, X), rtol=1e-5, atol=1e-7)


def test_only_what_is_wanted_is_computed() -> None:
    network = small()
    trace = network.trace(np.ones((1, 6, 5, 2)))
    assert trace.backward(np.ones((1, 3)), by=["scores/W"]).keys() == {"scores/W"}
    assert trace.backward(np.ones((1, 3)), by="fire2")["fire2"].shape == (1, 6, 5, 6)
    assert not any(name.endswith(("mean", "variance")) for name in trace.backward(np.ones((1, 3))))


def test_a_fully_convolutional_network_takes_other_sizes() -> None:
    network = Network(Sequence(Convolution(3, 4), ReLU(), MaxPooling(2), Convolution(1, 2)), (12, 12, 3))
    assert network.forward(np.zeros((1, 31, 18, 3))).shape == (1, 14, 8, 2)


def test_whole_numbers_are_taken_as_the_networks_type() -> None:
    network = Network(Sequence(Convolution(3, 4)), (5, 5, 3))
    X = RNG.integers(0, 255, (2, 5, 5, 3), dtype=np.uint8)
    assert network.forward(X).dtype == np.float32
    np.testing.assert_array_equal(network.forward(X), network.forward(X.astype(np.float64)))


def test_one_seed_gives_one_network() -> None:
    body = Sequence(Convolution(3, 4), Dropout(0.5))
    same, other = Network(body, (5, 5, 3), seed=1), Network(body, (5, 5, 3), seed=2)
    np.testing.assert_array_equal(Network(body, (5, 5, 3), seed=1).parameters["conv1/W"], same.parameters["conv1/W"])
    assert not np.array_equal(same.parameters["conv1/W"], other.parameters["conv1/W"])


def test_parameters_come_back_from_a_file(tmp_path: Path) -> None:
    saved = small()
    saved.save(tmp_path / "weights.npz")
    network = small()
    network.parameters = {name: np.zeros_like(a) for name, a in network.parameters.items()}
    network.load(tmp_path / "weights.npz")
    for name, a in saved.parameters.items():
        np.testing.assert_array_equal(network.parameters[name], a)


def test_another_networks_parameters_are_refused(tmp_path: Path) -> None:
    small().save(tmp_path / "weights.npz")
    other = Network(Sequence(conv1=Convolution(3, 4)), (6, 5, 2))
    with pytest.raises(ValueError, match=r"not the network's parameters.*scores/W.* are too many"):
        other.load(tmp_path / "weights.npz")
    wrong = {"conv1/W": np.zeros((5, 5, 2, 4)), "conv1/b": np.zeros((1, 1, 1, 4))}
    with pytest.raises(ValueError, match=r"conv1/W has shape \(3, 3, 2, 4\); it was given \(5, 5, 2, 4\)"):
        other.set_parameters(wrong)


def test_errors_name_the_layer_of_the_network() -> None:
    with pytest.raises(ValueError, match=r"^conv2: Convolution\(5×5, 3 filters\) does not fit"):
        Network(Sequence(Convolution(3, 4), ReLU(), Convolution(5, 3)), (6, 6, 1))
    with pytest.raises(ValueError, match=r"^shortcut1: Addition expects .*\(4, 4, 2\) and \(6, 6, 1\)"):
        Network(Sequence(Shortcut(Convolution(3, 2))), (6, 6, 1))
    with pytest.raises(ValueError, match=r"^branches1: Concatenation expects"):
        Network(Sequence(Branches(Convolution(3, 2), Convolution(1, 2))), (6, 6, 1))
    network = small()
    with pytest.raises(ValueError, match=r"^conv1: .*parameter W has shape .*input of shape \(m, 6, 5, 3\)"):
        network.forward(np.zeros((1, 6, 5, 3)))
    with pytest.raises(ValueError, match="no 'conv9'"):
        network.forward(np.zeros((1, 6, 5, 2)), until="conv9")
    trace = network.trace(np.zeros((1, 6, 5, 2)))
    with pytest.raises(ValueError, match="nothing called 'conv9'"):
        trace.backward(np.zeros((1, 3)), by="conv9")
    with pytest.raises(ValueError, match=r"shape \(1, 3\); its gradient was given as \(1, 4\)"):
        trace.backward(np.zeros((1, 4)))


def test_a_name_may_stand_once_only() -> None:
    with pytest.raises(ValueError, match="'conv1' is the name of a numbered part"):
        Sequence(Convolution(3, 4), conv1=Convolution(3, 4))


def test_empty_batches_run_through_branches_and_shortcuts() -> None:
    network = small(np.float32)
    trace = network.trace(np.zeros((0, 6, 5, 2)), training=np.random.default_rng(0))
    assert trace.output.shape == (0, 3)
    assert not any(gradient.any() for gradient in trace.backward(np.zeros((0, 3), np.float32)).values())
