"""Which colour a layer has, by the words in its name. The name stands beside it, so no one depends on the colour."""

from matplotlib.colors import to_rgb

from striate.draw.style import PALETTE

# The first entry with a word that occurs in the name decides.
WORDS = (
    (("pool", "mean", "average"), "orange", 0.38),
    (("conv", "fire", "squeeze", "expand", "filter"), "blue", 0.34),
    (("dense", "fully", "fc", "softmax", "linear", "classes"), "green", 0.34),
    (("norm", "relu", "tanh", "sigmoid", "drop", "scale", "flatten", "leaky"), "line", 0.45),
    (("concat", "add", "join"), "yellow", 0.35),
)


def tint(name: str) -> tuple[float, float, float]:
    """The fill for a layer of this name, pale enough to read black text on."""
    lowered = name.lower()
    for words, colour, strength in WORDS:
        if any(word in lowered for word in words):
            red, green, blue = to_rgb(PALETTE[colour])
            return 1 - strength * (1 - red), 1 - strength * (1 - green), 1 - strength * (1 - blue)
    return 0.97, 0.97, 0.98
