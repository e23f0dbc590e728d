"""Paint a photograph in a style: ``python examples/paint.py [PHOTOGRAPH] [STYLE] [--out painting.png]``.

NumPy alone: the pixels of the photograph are moved until a pretrained SqueezeNet sees the photograph's content and the
style's textures in them. STYLE is a picture file or the name of one of the course's own paintings.
"""

import argparse

import numpy as np
from PIL import Image
from rich.progress import Progress

from striate import data
from striate.nn.layer import Array
from striate.nn.pretrained import squeezenet, squeezenet_input, squeezenet_picture
from striate.nn.style import paint


def main(arguments: list[str] | None = None) -> None:
    """Paint, show the progress, and write the picture."""
    parser = argparse.ArgumentParser(description="Paint a photograph in the style of another picture.")
    parser.add_argument("photograph", nargs="?", help="a picture file (the course's china if none is given)")
    parser.add_argument("style", nargs="?", default="night", help=f"a picture file, or one of {data.paintings()}")
    parser.add_argument("--size", type=int, default=256, help="pixels of the longer side")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--out", default="painting.png", help="where to write")
    given = parser.parse_args(arguments)
    photograph = data.photo(given.photograph, given.size, default="china")
    own = given.style in data.paintings()
    style = data.painting(given.style, given.size) if own else data.photo(given.style, given.size)
    with Progress() as progress:
        task = progress.add_task("Painting", total=given.steps)

        def each(_step: int, cost: float, _painting: Array) -> None:
            progress.update(task, advance=1, description=f"Painting, cost {cost:.2f}")

        X_C, X_S = (squeezenet_input(picture, size=None) for picture in (photograph, style))
        painting = squeezenet_picture(paint(squeezenet(), X_C, X_S, given.steps, each=each))[0]
    Image.fromarray(np.ascontiguousarray(painting)).save(given.out)
    print(f"{given.out}: {painting.shape[1]} × {painting.shape[0]} pixels")


if __name__ == "__main__":
    main()
