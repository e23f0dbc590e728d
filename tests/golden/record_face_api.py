"""Records what face-api's networks give in their own runtime, as ``face_api.npz``.

In a folder of its own: ``npm install @vladmandic/face-api@1.7.15 @tensorflow/tfjs@4.22.0
@tensorflow/tfjs-backend-wasm@4.22.0``; then ``python tests/golden/record_face_api.py FOLDER``. Needs Node 20.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from inputs import pictures, thinned

HERE = Path(__file__).resolve().parent

RESIDUAL = (
    *("conv32_1", "conv32_2", "conv32_3", "conv64_down", "conv64_1", "conv64_2", "conv64_3"),
    *("conv128_down", "conv128_1", "conv128_2", "conv256_down", "conv256_1", "conv256_2", "conv256_down_out"),
)
# Our name of each activation, in the order in which the runtime's operations of one kind come.
NAMES = {
    "tiny_face_detector": {
        "MaxPool": [f"pool{i}" for i in range(6)],
        "Relu": [],  # inside of the leaky ones
        "output": ["conv8"],
    },
    "face_landmarks": {
        "Relu": [f"dense{i}/{name}" for i in range(4) for name in ("relu0", "add2/relu", "add3/relu", "relu")],
        "AvgPool": ["mean"],
        "output": ["fc"],
    },
    "face_landmarks_tiny": {
        "Relu": [f"dense{i}/{name}" for i in range(3) for name in ("relu0", "add2/relu", "relu")],
        "AvgPool": ["mean"],
        "output": ["fc"],
    },
    "face_embedding": {
        "Relu": ["conv32_down/relu", *(f"{block}/{name}" for block in RESIDUAL for name in ("add/relu", "relu"))],
        "MaxPool": ["pool"],
        "AvgPool": [f"{block}/add/skip/pool1" for block in RESIDUAL if "down" in block],
        "Mean": ["mean"],
        "output": ["fc"],
    },
}


def main() -> None:
    (packages,) = sys.argv[1:]
    shown = pictures(str(HERE.parent.parent / "datasets" / "pictures"))
    with tempfile.TemporaryDirectory() as folder:
        work, jobs = Path(folder), []
        for network in NAMES:
            for i, picture in enumerate(shown[network]):
                picture.astype("<f4").tofile(work / f"{network}{i}.bin")
                jobs.append({"network": network, "shape": picture.shape, "input": f"{network}{i}.bin"})
        (work / "jobs.json").write_text(json.dumps(jobs))
        subprocess.run(["node", HERE / "face_api.cjs", packages, work], check=True)
        seen = json.loads((work / "activations.json").read_text())
        goldens = {"versions": np.array(seen["versions"])}
        for network, kinds in NAMES.items():
            for kind, names in kinds.items():
                found = [a for a in seen["activations"] if (a["network"], a["kernel"]) == (network, kind)]
                values = [np.fromfile(work / a["file"], "<f4").reshape(a["shape"]) for a in found]
                if names and len(values) != 2 * len(names):
                    sys.exit(f"{network}: {len(values)} activations of kind {kind} for {len(names)} names")
                for i, name in enumerate(names):
                    batch = np.concatenate([values[i], values[i + len(names)]])
                    goldens[f"{network}:{name}"] = batch if kind == "output" else thinned(batch)
        for i, found in enumerate(a for a in seen["activations"] if a["kernel"] == "faces"):
            goldens[f"faces{i}"] = np.fromfile(work / found["file"], "<f4").reshape(found["shape"])
    np.savez_compressed(HERE / "face_api.npz", **goldens)
    print(seen["versions"], len(goldens) - 1, "arrays")


if __name__ == "__main__":
    main()
