"""Painting a photograph in another picture's style: the costs of Gatys et al. with their gradients, and the descent.

What week 8 teaches. Activations are those of one picture, ``(n_H, n_W, n_C)``.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from striate.nn.layer import Array
from striate.nn.network import Network
from striate.nn.optimisers import Adam
from striate.nn.pretrained import squeezenet_input

__all__ = ["CONTENT", "STYLE", "content_cost", "gram_matrix", "paint", "style_layer_cost", "total_variation"]

# Activations of SqueezeNet, and how much each layer's style counts.
CONTENT = "fire3"
STYLE: Mapping[str, float] = {"relu1": 1.0, "fire2": 1.0, "fire3": 1.0, "fire5": 1.0, "fire7": 0.5}


def content_cost(a_C: Array, a_G: Array) -> tuple[float, Array]:
    """How far the painting's activations are from the photograph's: ``sum((a_G - a_C)²) / (4 n_H n_W n_C)``.

    Parameters
    ----------
    a_C, a_G : ``(n_H, n_W, n_C)``, of photograph and painting.

    Returns
    -------
    cost, and its gradient by ``a_G``.
    """
    difference = a_G - a_C
    return float(np.sum(difference**2)) / (4 * a_C.size), difference / (2 * a_C.size)


def gram_matrix(a: Array) -> Array:
    """Which channels are strong at the same places: ``(n_C, n_C)``, sums over places of the products of all pairs."""
    places = a.reshape(-1, a.shape[-1])
    gram: Array = places.T @ places
    return gram


def style_layer_cost(a_S: Array, a_G: Array) -> tuple[float, Array]:
    """How far the painting's Gram matrix is from the style's: ``sum((gram_G - gram_S)²) / (2 n_H n_W n_C)²``.

    Parameters
    ----------
    a_S, a_G : ``(n_H, n_W, n_C)``, of style and painting. The sizes may differ: the style's matrix is scaled to as many
        places.

    Returns
    -------
    cost, and its gradient by ``a_G``.
    """
    n_C, places = a_G.shape[-1], a_G.size // a_G.shape[-1]
    difference = gram_matrix(a_G) - gram_matrix(a_S) * (a_G.size / a_S.size)
    gradient = (a_G.reshape(places, n_C) @ difference / (n_C * places) ** 2).reshape(a_G.shape)
    return float(np.sum(difference**2)) / (2 * n_C * places) ** 2, gradient


def total_variation(G: Array) -> tuple[float, Array]:
    """The sum of squared differences of neighbouring pixels of ``(n_H, n_W, n_C)``, and its gradient: noise is dear."""
    down, across = G[1:] - G[:-1], G[:, 1:] - G[:, :-1]
    gradient = np.zeros_like(G)
    gradient[1:] += 2 * down
    gradient[:-1] -= 2 * down
    gradient[:, 1:] += 2 * across
    gradient[:, :-1] -= 2 * across
    return float(np.sum(down**2) + np.sum(across**2)), gradient


def paint(
    network: Network,
    X_C: Array,
    X_S: Array,
    steps: int = 150,
    alpha: float = 1.0,
    beta: float = 8.0,
    smoothness: float = 0.0025,
    learning_rate: float = 6.0,
    each: Callable[[int, float, Array], None] | None = None,
) -> NDArray[np.float32]:
    """A painting with the content of one picture and the style of another, by Adam on its pixels.

    Parameters
    ----------
    network : `striate.nn.pretrained.squeezenet`, whose activations `CONTENT` and `STYLE` name.
    X_C, X_S : photograph and style, ``(1, n_H, n_W, 3)`` each, from ``squeezenet_input(picture, size=None)``.
    steps : how many; the painting starts as the photograph.
    alpha, beta, smoothness : weights of the content, of the style, and of the mean `total_variation`.
    learning_rate : about how far a pixel moves in a step at first, of 255; it falls to nothing.
    each : called after each step with its number, the cost and the painting so far.

    Returns
    -------
    ``(1, n_H, n_W, 3)``; ``squeezenet_picture`` makes a picture of it.

    Notes
    -----
    After Gatys, Ecker and Bethge, "Image Style Transfer Using Convolutional Neural Networks" (2016). Content and style
    costs are relative to those of activations that are all zero, so that alpha and beta mean the same for all pictures.
    """
    content = network.forward(X_C, until=CONTENT)[0]
    style = {name: a[0] for name, a in network.activations(X_S, list(STYLE)).items()}
    content_scale = alpha / content_cost(content, np.zeros_like(content))[0]
    style_scale = {name: beta * STYLE[name] / style_layer_cost(a, np.zeros_like(a))[0] for name, a in style.items()}
    black, white = (squeezenet_input(np.full((1, 1, 3), value), size=None) for value in (0, 255))
    painting = {"input": X_C.astype(np.float32)}
    optimiser = Adam(learning_rate)
    for step in range(steps):
        trace = network.trace(painting["input"], until=list(STYLE)[-1])
        cost, gradient = content_cost(content, trace.activations[network.activation_name(CONTENT)][0])
        total, upstream = content_scale * cost, {CONTENT: content_scale * gradient[np.newaxis]}
        for name, a_S in style.items():
            cost, gradient = style_layer_cost(a_S, trace.activations[network.activation_name(name)][0])
            total += style_scale[name] * cost
            upstream[name] = style_scale[name] * gradient[np.newaxis] + upstream.get(name, 0)
        cost, gradient = total_variation(painting["input"][0])
        total += smoothness * cost / X_C.size
        pixels = trace.backward(upstream, by="input")["input"] + smoothness / X_C.size * gradient
        optimiser.learning_rate = learning_rate * (1 - step / steps)
        optimiser.step(painting, {"input": pixels})
        painting["input"] = np.clip(painting["input"], black, white)
        if each is not None:
            each(step, total, painting["input"])
    return painting["input"]
