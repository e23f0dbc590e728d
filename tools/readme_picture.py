"""Makes the README's picture, docs/check.png: a check that fails and the same check passed, in a real JupyterLab.

Run from the repository's root with the development environment; it needs Chromium. The browser tests take the two
screenshots, and this puts them together.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

TEST = "tests/browser/test_lab.py::test_a_wrong_answer_is_drawn_beside_the_expected_one[Light]"
# The notebook's own part of a 1300 × 1200 window: left, top, right, bottom.
WRONG = (372, 236, 1255, 1075)
RIGHT = (372, 286, 1255, 690)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"STRIATE_SCREENSHOTS": folder}
        subprocess.run([sys.executable, "-m", "pytest", TEST], check=True, env=environment)
        parts = [
            Image.open(Path(folder, f"{name}-light.png")).convert("RGB").crop(box)
            for name, box in (("wrong", WRONG), ("right", RIGHT))
        ]
    gap = 24
    picture = Image.new("RGB", (parts[0].width, sum(part.height for part in parts) + gap), "white")
    top = 0
    for part in parts:
        picture.paste(part, (0, top))
        top += part.height + gap
    picture.quantize(128).save("docs/check.png", optimize=True)


if __name__ == "__main__":
    main()
