"""Builds the gallery of `striate.draw`, one page that needs nothing else: ``python tools/gallery.py [OUT]``.

Each example is the code that it shows. ``--references`` writes the small pictures in ``tests/draw/references`` anew,
with which the tests compare; look at each of them before you commit it.
"""

import argparse
import base64
import io
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from striate import data, draw

ROOT = Path(__file__).resolve().parent.parent
REFERENCES = ROOT / "tests" / "draw" / "references"
SMALLER = 4


@dataclass(frozen=True)
class Example:
    """One entry: a name, what to see in it, and the code whose last line is the drawing."""

    name: str
    caption: str
    code: str

    @property
    def function(self) -> str:
        """The drawing function that the entry belongs to."""
        return self.name.partition(" ")[0]

    def run(self) -> Any:
        """The figure or animation."""
        *before, last = self.code.strip().split("\n<<\n") if "\n<<\n" in self.code else ("", self.code.strip())
        scope: dict[str, Any] = {"np": np, "data": data, "draw": draw}
        for part in before:
            exec(part, scope)
        return eval(last, scope)

    @property
    def shown(self) -> str:
        """The code as one reads it."""
        return self.code.strip().replace("\n<<\n", "\n")


EXAMPLES = (
    Example(
        "pictures",
        "Photographs, and maps with signs: blue is negative, orange positive, white is 0.",
        """
photo = data.picture("china")[40:300, 120:420]
grey = data.grey(photo)
edges = grey[:, 2:] - grey[:, :-2]
<<
draw.pictures([photo, grey, edges], ["a photograph", "its brightness", "right − left"],
              signed=[False, False, True])
""",
    ),
    Example(
        "pictures of a set",
        "The same function for many small ones: ten clothes, one of each class.",
        """
images, labels, names = data.clothes()
first = [int(np.flatnonzero(labels == label)[0]) for label in range(10)]
<<
draw.pictures(images[first], names, columns=5)
""",
    ),
    Example(
        "pictures of paintings",
        "The course's own paintings, made by its code.",
        """
shown = data.paintings()
<<
draw.pictures([data.painting(name, 200) for name in shown], shown, columns=4)
""",
    ),
    Example(
        "matrix",
        "Numbers in cells, with a window framed.",
        """
sobel = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
<<
draw.matrix(sobel, "sobel", signed=True, highlight=(0, 0, 3, 1))
""",
    ),
    Example(
        "counts",
        "How many 3×3 windows look at each pixel.",
        """
reach = np.minimum(np.arange(1, 9), np.arange(1, 9)[::-1]).clip(max=3)
<<
draw.counts(np.outer(reach, reach), "windows that see a pixel", unit="windows")
""",
    ),
    Example(
        "convolution",
        "One step of a convolution, with its sum written out.",
        """
image = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
kernel = np.array([[1, 0, -1]] * 3)
<<
draw.convolution(image, kernel, position=(1, 1))
""",
    ),
    Example(
        "convolution of a photograph",
        "The same on a photograph, where the window's pixels stand enlarged beside it.",
        """
image = data.grey(data.picture("camera"))[80:200, 180:340]
kernel = np.array([[1, 0, -1]] * 3)
<<
draw.convolution(image, kernel, position=(50, 60))
""",
    ),
    Example(
        "steps",
        "A kernel with stride 2 over a padded image: four moments.",
        """
image = np.arange(25).reshape(5, 5) % 7
kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
<<
draw.steps(image, kernel, pad=1, stride=2)
""",
    ),
    Example(
        "slide",
        "All of its moments, to play and to step through.",
        """
image = np.arange(25).reshape(5, 5) % 7
kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
<<
draw.slide(image, kernel, pad=1, stride=2)
""",
    ),
    Example(
        "comparison",
        "The card of a failed check: expected, yours, and the difference.",
        """
expected = np.array([[0, 30, 30, 0]] * 4)
yours = expected[:, ::-1] * np.array([1, 1, -1, 1])
<<
draw.comparison(expected, yours)
""",
    ),
    Example(
        "curve",
        "Curves are told apart by their dashes too.",
        """
steps = np.arange(0, 201)
plain, momentum = 2.3 * np.exp(-steps / 90) + 0.08, 2.3 * np.exp(-steps / 30) + 0.05
<<
draw.curve(steps, [plain, momentum], ["plain descent", "with momentum"], x_label="step", y_label="cost",
           marks={60: "rate halved"})
""",
    ),
    Example(
        "filters",
        "The 64 filters of a real network's first layer: edges of each direction, and pairs of colours.",
        """
from striate.nn.pretrained import squeezenet
W = squeezenet().parameters["conv1/W"][:, :, ::-1]
<<
draw.filters(W, columns=16)
""",
    ),
    Example(
        "filters of one channel",
        "Filters with one input channel are maps with signs.",
        """
turn = np.linspace(0, np.pi, 8, endpoint=False)
y, x = np.mgrid[-2:3, -2:3]
along = x[..., None] * np.cos(turn) + y[..., None] * np.sin(turn)
<<
draw.filters(along * np.exp(-(x**2 + y**2) / 4)[..., None])
""",
    ),
    Example(
        "feature_maps",
        "What those filters find in a photograph.",
        """
from striate.nn.pretrained import squeezenet, squeezenet_input
A = squeezenet().forward(squeezenet_input(data.picture("coffee")), until="relu1")
<<
draw.feature_maps(A, channels=range(0, 64, 4))
""",
    ),
    Example(
        "volumes",
        "A LeNet: it shrinks in height and width and grows in depth.",
        """
layers = [("input", (32, 32, 1)), ("conv1", (28, 28, 6)), ("pool1", (14, 14, 6)), ("conv2", (10, 10, 16)),
          ("pool2", (5, 5, 16)), ("dense1", (120,)), ("dense2", (84,)), ("softmax", (10,))]
<<
draw.volumes(layers, title="LeNet-5")
""",
    ),
    Example(
        "volumes of a large network",
        "VGG-16, block by block. Its dense layers would be a page wide.",
        """
layers = [("input", (224, 224, 3)), ("conv1", (224, 224, 64)), ("conv2", (112, 112, 128)), ("conv3", (56, 56, 256)),
          ("conv4", (28, 28, 512)), ("conv5", (14, 14, 512)), ("pool5", (7, 7, 512)), ("dense", (4096,)),
          ("softmax", (1000,))]
<<
draw.volumes(layers, title="VGG-16")
""",
    ),
    Example(
        "architecture",
        "A network from its spec, in as many rows as it needs.",
        """
spec = [("conv1", "conv", 5, 6, 1, "valid", 1), ("pool1", "pool", 2, 2), ("conv2", "conv", 5, 16, 1, "valid", 1),
        ("pool2", "pool", 2, 2), ("dense1", "dense", 120), ("dense2", "dense", 84), ("softmax", "dense", 10)]
<<
draw.architecture(["digit\\n32×32×1", *spec])
""",
    ),
    Example(
        "architecture with a shortcut",
        "Two residual blocks: the identity goes around the first, a 1×1 convolution around the second.",
        """
identity = draw.Shortcut(["conv 3×3, 64", "ReLU", "conv 3×3, 64"])
halving = draw.Shortcut(["conv 3×3, 128, /2", "ReLU", "conv 3×3, 128"], ["conv 1×1, 128, /2"])
<<
draw.architecture(["56×56×64", identity, "ReLU", halving, "ReLU"])
""",
    ),
    Example(
        "architecture with branches",
        "An Inception module, downwards: four ways to look at the same volume.",
        """
module = draw.Branches(["1×1 conv\\n64"], ["1×1 conv\\n96", "3×3 conv\\n128"], ["1×1 conv\\n16", "5×5 conv\\n32"],
                       ["3×3 max-pool", "1×1 conv\\n32"])
<<
draw.architecture(["28×28×192", module, "28×28×256"], direction="down", title="Inception module")
""",
    ),
    Example(
        "boxes",
        "Digits on canvases and their true boxes.",
        """
canvases = data.canvases(8, 64, seed=4, things=("digits", "clothes", "shapes"), most=3, colour=True)
<<
draw.boxes(canvases.images, canvases.boxes, canvases.labels, names=canvases.names, columns=4)
""",
    ),
    Example(
        "boxes with scores",
        "Overlapping guesses at one face, each with its score, and the true box.",
        """
guesses = [[164, 75, 279, 186], [150, 60, 262, 170], [182, 92, 300, 205]]
<<
draw.boxes(data.picture("astronaut"), guesses, ["face"] * 3, [0.97, 0.71, 0.58], truth=[[168, 70, 280, 190]])
""",
    ),
    Example(
        "landmarks",
        "68 points on a face, found by a pretrained network.",
        """
from striate.nn.faces import find_faces, find_landmarks
picture = data.picture("grace_hopper")[40:360, 130:450]
found, scores = find_faces(picture)
<<
draw.landmarks(picture, find_landmarks(picture, found[0]))
""",
    ),
    Example(
        "confusion",
        "Which digits are taken for which.",
        """
rng = np.random.default_rng(3)
M = np.diag(rng.integers(180, 205, 10)) + rng.poisson(0.5, (10, 10))
M[4, 9], M[9, 4], M[3, 5], M[7, 2] = 9, 6, 5, 7
<<
draw.confusion(M, title="2,000 digits")
""",
    ),
    Example(
        "confusion with names",
        "Long names stand aslant.",
        """
names = ["T-shirt", "trousers", "pullover", "dress", "coat"]
M = [[170, 2, 4, 12, 3], [1, 190, 0, 4, 0], [6, 0, 150, 3, 38], [9, 3, 4, 177, 9], [1, 0, 31, 8, 160]]
<<
draw.confusion(M, names)
""",
    ),
)


def page(examples: tuple[Example, ...] = EXAMPLES) -> str:
    """The gallery as HTML that makes no request."""
    parts = []
    for example in examples:
        drawn = example.run()
        words = escape(draw.alt(drawn))
        if isinstance(drawn, draw.Animation):
            shown = drawn.html
        else:
            packed = base64.b64encode(draw.png(drawn)).decode("ascii")
            width = round(drawn.get_figwidth() * drawn.dpi)
            shown = f'<img alt="{words}" width="{width}" src="data:image/png;base64,{packed}">'
        anchor = example.name.replace(" ", "-")
        parts.append(
            f'<section id="{anchor}"><h2>{escape(example.name)}</h2><p>{escape(example.caption)}</p>'
            f'<div class="figure">{shown}</div><details><summary>In words</summary><p>{words}</p></details>'
            f"<pre>{escape(example.shown)}</pre></section>"
        )
    links = " · ".join(
        f'<a href="#{example.name.replace(" ", "-")}">{escape(example.name)}</a>' for example in examples
    )
    return TEMPLATE.replace("LINKS", links).replace("PARTS", "\n".join(parts))


def thumbnail(figure: Figure) -> Image.Image:
    """A drawing so small that the exact shapes of letters no longer matter, but where things stand does."""
    with Image.open(io.BytesIO(draw.png(figure))) as image:
        size = max(1, round(image.width / SMALLER)), max(1, round(image.height / SMALLER))
        return image.convert("RGB").resize(size, Image.Resampling.BOX)


TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery of striate.draw</title>
<style>
:root { color-scheme: light dark; --ground: #ffffff; --text: #1f2933; --soft: #f2f4f6; --link: #005a8f; }
@media (prefers-color-scheme: dark) {
  :root:not(.light) { --ground: #14181d; --text: #e6eaee; --soft: #222931; --link: #7cc4f0; }
}
:root.dark { --ground: #14181d; --text: #e6eaee; --soft: #222931; --link: #7cc4f0; }
body { background: var(--ground); color: var(--text); font: 16px/1.5 "DejaVu Sans", system-ui, sans-serif;
  max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
a { color: var(--link); }
button { font: inherit; padding: .3rem .8rem; }
section { margin: 2.5rem 0; }
h2 { font-size: 1.2rem; margin: 0; } section > p { margin: .2rem 0 .8rem; }
.figure > img, .figure .striate-player { background: #ffffff; color: #1f2933; border-radius: 6px; padding: 6px; }
.figure img { max-width: 100%; height: auto; }
pre { background: var(--soft); padding: .7rem 1rem; overflow-x: auto; border-radius: 6px; font-size: .85rem; }
</style></head><body>
<h1>Gallery of <code>striate.draw</code></h1>
<p>Every drawing of the course, with the code that makes it. <button type="button" id="ground">Other ground</button></p>
<nav>LINKS</nav>
PARTS
<script>
document.getElementById("ground").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.classList.contains("dark") ||
    (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("dark", !dark); root.classList.toggle("light", dark);
});
</script>
</body></html>
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the gallery of striate.draw.")
    parser.add_argument("out", type=Path, nargs="?", default=ROOT / "build" / "gallery.html")
    parser.add_argument("--references", action="store_true", help="write the pictures that tests compare with anew")
    arguments = parser.parse_args()
    if arguments.references:
        REFERENCES.mkdir(exist_ok=True)
        for example in EXAMPLES:
            drawn = example.run()
            still = drawn.still if isinstance(drawn, draw.Animation) else drawn
            thumbnail(still).save(REFERENCES / f"{example.name.replace(' ', '-')}.png", optimize=True)
        return
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
