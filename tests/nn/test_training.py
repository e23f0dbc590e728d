"""The training loop: it learns, it repeats itself, it can be interrupted, and it says what happens."""

import numpy as np
import pytest

from striate.nn import (
    SGD,
    Adam,
    BatchNormalisation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    MaxPooling,
    Network,
    ReLU,
    Sequence,
    accuracy,
    forward_in_batches,
    squared_error,
    train,
)

RNG = np.random.default_rng(0)
# Two classes that differ in where the bright stripe runs.
y = RNG.integers(0, 2, 120)
X = 0.3 * RNG.standard_normal((120, 8, 8, 1)).astype(np.float32)
X[y == 0, :, 2:4] += 1
X[y == 1, 2:4] += 1


def small(seed: int = 0) -> Network:
    body = Sequence(Convolution(3, 4), ReLU(), MaxPooling(2), Flatten(), Dropout(0.9), Dense(2))
    return Network(body, (8, 8, 1), seed=seed)


def test_a_network_learns() -> None:
    network = small()
    history = train(network, X, y, epochs=4, batch=16, measure=lambda net: accuracy(net, X, y), progress=False)
    assert history.measures[-1] > 0.98
    assert history.costs[-1] < history.costs[0] / 3
    assert (len(history.costs), len(history.step_costs)) == (4, 4 * 8)
    assert not history.interrupted


def test_one_seed_gives_one_result_and_another_another() -> None:
    first, same, other = small(), small(), small()
    for network, seed in ((first, 1), (same, 1), (other, 2)):
        train(network, X, y, epochs=1, seed=seed, progress=False)
    np.testing.assert_array_equal(first.parameters["conv1/W"], same.parameters["conv1/W"])
    assert not np.array_equal(first.parameters["conv1/W"], other.parameters["conv1/W"])


def test_an_interrupt_keeps_what_was_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    network, calls = small(), []

    def loss(Z: np.ndarray, target: np.ndarray) -> tuple[float, np.ndarray]:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return squared_error(Z, np.eye(2)[target])

    before = network.parameters["dense1/W"].copy()
    history = train(network, X, y, epochs=2, batch=16, loss=loss)
    assert history.interrupted
    assert len(history.step_costs) == 3
    assert not np.array_equal(network.parameters["dense1/W"], before)
    assert "Stopped after 3 steps" in capsys.readouterr().out


def test_only_named_parameters_are_learnt() -> None:
    network = small()
    before = dict(network.parameters)
    train(network, X, y, epochs=1, only=["dense1/W", "dense1/b"], progress=False)
    assert network.parameters["conv1/W"] is before["conv1/W"]
    assert not np.array_equal(network.parameters["dense1/W"], before["dense1/W"])


def test_the_schedule_leads_the_rate_and_gives_it_back() -> None:
    rates: list[float] = []

    class Watched(SGD):
        def step(self, parameters, gradients) -> None:  # type: ignore[no-untyped-def]
            rates.append(self.learning_rate)
            super().step(parameters, gradients)

    optimiser = Watched(0.4)
    train(small(), X, y, epochs=2, batch=60, optimiser=optimiser, schedule=lambda done: 1 - done, progress=False)
    np.testing.assert_allclose(rates, [0.4, 0.3, 0.2, 0.1])
    assert optimiser.learning_rate == 0.4


def test_every_example_is_seen_once_an_epoch_and_may_be_augmented() -> None:
    seen: list[float] = []

    def note(batch: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        seen.extend(batch[:, 0, 0, 0].tolist())
        return batch[:, ::-1]

    train(small(), X, y, epochs=1, batch=50, augment=note, optimiser=Adam(), progress=False)
    assert sorted(seen) == sorted(X[:, 0, 0, 0].tolist())


def test_running_averages_are_learnt_from_batches() -> None:
    network = Network(Sequence(Flatten(), BatchNormalisation(), Dense(2)), (8, 8, 1))
    train(network, X, y, epochs=1, progress=False)
    assert network.parameters["norm1/mean"].any()


def test_a_cost_that_explodes_is_said_and_the_parameters_stay_finite() -> None:
    network = small()
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match="smaller learning rate"):
        train(network, X, y, epochs=50, optimiser=SGD(1e18), progress=False)


def test_a_log_has_one_line_for_each_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    train(small(), X, y, epochs=2, measure=lambda net: 0.5)
    lines = capsys.readouterr().out.splitlines()
    assert [line[:16] for line in lines] == ["epoch 1/2: cost ", "epoch 2/2: cost "]
    assert "measured 0.5000" in lines[1]


def test_batches_do_not_change_what_comes_out() -> None:
    network = small()
    np.testing.assert_allclose(forward_in_batches(network, X, 7), network.forward(X), rtol=1e-5, atol=1e-6)
    assert forward_in_batches(network, X[:0]).shape == (0, 2)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="120 examples and 3 targets"):
        train(small(), X, y[:3], epochs=1)
    with pytest.raises(ValueError, match="at least 1"):
        train(small(), X, y, epochs=0)
    with pytest.raises(ValueError, match="no examples"):
        accuracy(small(), X[:0], y[:0])
