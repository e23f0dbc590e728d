"""The course's data by name: pictures, digits, clothes, photographs, canvases with boxes, paintings. Never the network.

>>> from striate import data
>>> data.picture("china").shape
(427, 640, 3)
"""

from striate.data.canvas import Canvases, canvases
from striate.data.labelled import clothes, digits, photographs
from striate.data.paintings import painting, paintings
from striate.data.pictures import grey, names, photo, picture
from striate.data.provenance import DataError, credit, credits

__all__ = [
    "Canvases",
    "DataError",
    "canvases",
    "clothes",
    "credit",
    "credits",
    "digits",
    "grey",
    "names",
    "painting",
    "paintings",
    "photo",
    "photographs",
    "picture",
]
