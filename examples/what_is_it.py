"""What is in a photograph? ``python examples/what_is_it.py [PHOTOGRAPH ...]``: the five likeliest classes of ImageNet.

NumPy alone: a pretrained SqueezeNet, its scores made probabilities.
"""

import sys

from striate import data
from striate.nn import softmax
from striate.nn.pretrained import class_names, squeezenet, squeezenet_input

BUNDLED = ("coffee", "chelsea", "camera")


def main(paths: list[str]) -> None:
    """Print five classes and their probabilities for each photograph, for some of the course's if none is given."""
    photographs = {path: data.photo(path) for path in paths} or {name: data.picture(name) for name in BUNDLED}
    network, names = squeezenet(), class_names()
    for title, photograph in photographs.items():
        [probabilities] = softmax(network.forward(squeezenet_input(photograph)))
        print(title)
        for label in (-probabilities).argsort(kind="stable")[:5]:
            print(f"  {probabilities[label]:6.1%}  {names[label].partition(',')[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
