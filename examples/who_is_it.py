"""Who is in these photographs? ``python examples/who_is_it.py [PHOTOGRAPH ...]``: faces, and how alike they are.

NumPy alone: a detector finds faces, a second network 68 landmarks on each; five of them align the face, and a third
network turns it into 128 numbers. Two faces of one person lie less than about 0.5 apart.
"""

import sys

from striate import data
from striate.nn.faces import embedding_distance, read_faces

BUNDLED = ("obama", "obama2", "obama3", "biden", "astronaut", "grace_hopper")
THRESHOLD = 0.5


def main(paths: list[str]) -> None:
    """Print the faces of each photograph, then the distances of all pairs of them."""
    photographs = {path: data.photo(path, size=800) for path in paths} or {name: data.picture(name) for name in BUNDLED}
    faces = {}
    for title, photograph in photographs.items():
        found = read_faces(photograph)
        print(f"{title}: {len(found)} face{'' if len(found) == 1 else 's'}")
        for i, face in enumerate(found, start=1):
            x1, y1, x2, y2 = face.box.round().astype(int)
            print(f"  from ({x1}, {y1}) to ({x2}, {y2}), sure to {face.score:.0%}")
            faces[title if len(found) == 1 else f"{title} {i}"] = face.embedding
    names = list(faces)
    print(f"\nDistances, * under {THRESHOLD}:")
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            distance = embedding_distance(faces[one], faces[other])
            print(f"  {distance:.2f}{'*' if distance < THRESHOLD else ' '} {one} and {other}")


if __name__ == "__main__":
    main(sys.argv[1:])
