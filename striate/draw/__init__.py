"""Pictures for the whole course, in one style: each function gives a matplotlib figure that can also be told in words.

>>> from striate import draw
>>> figure = draw.matrix([[1, 0, -1], [2, 0, -2], [1, 0, -1]], "sobel", signed=True)
>>> draw.alt(figure)
'sobel, 3 by 3: 1 0 −1; 2 0 −2; 1 0 −1.'
"""

from striate.draw.architecture import Branches, Shortcut, architecture
from striate.draw.boxes import boxes
from striate.draw.cells import matrix
from striate.draw.confusion import confusion
from striate.draw.curves import curve
from striate.draw.difference import comparison
from striate.draw.landmarks import landmarks
from striate.draw.maps import feature_maps, filters
from striate.draw.pictures import counts, pictures
from striate.draw.player import Animation
from striate.draw.style import PALETTE, alt, png
from striate.draw.volumes import volumes
from striate.draw.window import convolution, slide, steps

__all__ = [
    "PALETTE",
    "Animation",
    "Branches",
    "Shortcut",
    "alt",
    "architecture",
    "boxes",
    "comparison",
    "confusion",
    "convolution",
    "counts",
    "curve",
    "feature_maps",
    "filters",
    "landmarks",
    "matrix",
    "pictures",
    "png",
    "slide",
    "steps",
    "volumes",
]
