"""Optimisers, against their formulas step by step."""

import numpy as np

from striate.nn import SGD, Adam

GRADIENTS = [np.array([1.0, -2.0]), np.array([0.5, 0.0]), np.array([-3.0, 1.0])]


def test_momentum_adds_up_velocities() -> None:
    parameters, optimiser = {"W": np.array([10.0, 20.0])}, SGD(0.1, momentum=0.5)
    p, v = parameters["W"].copy(), np.zeros(2)
    for g in GRADIENTS:
        optimiser.step(parameters, {"W": g})
        v = 0.5 * v + g
        p = p - 0.1 * v
        np.testing.assert_allclose(parameters["W"], p)


def test_weight_decay_pulls_towards_zero() -> None:
    parameters = {"W": np.array([10.0])}
    SGD(0.1, decay=0.5).step(parameters, {"W": np.array([0.0])})
    np.testing.assert_allclose(parameters["W"], [10 - 0.1 * 0.5 * 10])


def test_adam_takes_the_steps_of_its_paper() -> None:
    parameters, optimiser = {"W": np.array([10.0, 20.0])}, Adam(0.1)
    p, m, s = parameters["W"].copy(), np.zeros(2), np.zeros(2)
    for t, g in enumerate(GRADIENTS, start=1):
        optimiser.step(parameters, {"W": g})
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
        p = p - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
        np.testing.assert_allclose(parameters["W"], p)


def test_only_parameters_with_a_gradient_change_and_old_arrays_stay() -> None:
    for optimiser in (SGD(0.1, momentum=0.9), Adam(0.1)):
        old = np.ones(2, np.float32)
        old.setflags(write=False)
        parameters = {"W": old, "mean": old}
        optimiser.step(parameters, {"W": np.ones(2, np.float32)})
        optimiser.step(parameters, {"W": np.ones(2, np.float32)})
        assert parameters["mean"] is old
        assert parameters["W"].dtype == np.float32
        assert (parameters["W"] < 1).all()
