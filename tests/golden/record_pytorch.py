"""Records what PyTorch gives for SqueezeNet and P-Net, as ``pytorch.npz``.

``python tests/golden/record_pytorch.py WEIGHTS``, where WEIGHTS is the file ``squeezenet11_f16.npz`` as published
(not the one in ``datasets/``, which is made from it), with torch 2.13.0, torchvision 0.28.0 and facenet-pytorch 2.6.0.
The layers are torchvision's ``squeezenet1_1`` and facenet-pytorch's ``PNet`` with its own weights.
"""

import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from facenet_pytorch.models.mtcnn import PNet
from inputs import pictures, thinned
from torch import nn

HERE = Path(__file__).resolve().parent
MEAN_BGR = np.array([104.006, 116.669, 122.679])
# Our names of the layers of torchvision's Sequential, whose last four are dropout, convolution, ReLU, average.
FEATURES = (
    *("conv1", "relu1", "pool1", "fire2", "fire3", "pool3", "fire4", "fire5", "pool5"),
    *("fire6", "fire7", "fire8", "fire9"),
)
FIRE = {"squeeze": "squeeze1x1", "expand1x1": "expand1x1", "expand3x3": "expand3x3"}


def squeezenet(path: str) -> dict[str, nn.Module]:
    """torchvision's layers by our names, with the published weights, (rows, columns, in, out), in them."""
    network = torchvision.models.squeezenet1_1(weights=None).eval()
    layers = dict(zip(FEATURES, network.features, strict=True))
    layers |= dict(zip(("dropout", "conv10", "relu10", "mean"), network.classifier, strict=True))
    with np.load(path) as stored:
        for name, layer in layers.items():
            parts = {f"{name}/{there}": getattr(layer, here) for here, there in FIRE.items()} if "fire" in name else {}
            for key, convolution in (parts or ({name: layer} if "conv" in name else {})).items():
                W, b = (torch.from_numpy(stored[f"{key}/{kind}"].astype(np.float32)) for kind in "wb")
                convolution.weight.data, convolution.bias.data = W.permute(3, 2, 0, 1).contiguous(), b
    return layers


def main() -> None:
    (weights,) = sys.argv[1:]
    shown = pictures(str(HERE.parent.parent / "datasets" / "pictures"))
    versions = f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, facenet-pytorch 2.6.0"
    goldens = {"versions": np.array(versions)}

    def note(name: str, activation: torch.Tensor, whole: bool = False) -> None:
        values = activation.permute(0, 2, 3, 1).numpy() if activation.ndim == 4 else activation.numpy()
        goldens[name] = values if whole else thinned(values)

    with torch.no_grad():
        X = np.stack(shown["squeezenet"])[..., ::-1] - MEAN_BGR
        A = torch.from_numpy(X.astype(np.float32)).permute(0, 3, 1, 2).contiguous()
        for name, layer in squeezenet(weights).items():
            if name == "dropout":
                continue
            A = layer(A)
            # A copy, since the ReLU that comes next works in place.
            note(f"squeezenet:{name}", A.clone())
        note("squeezenet:mean", A.flatten(1), whole=True)

        network = PNet().eval()
        for i, picture in enumerate(shown["pnet"]):
            A = torch.from_numpy(((picture[np.newaxis] - 127.5) / 128).astype(np.float32)).permute(0, 3, 1, 2)
            boxes, probabilities = network(A)
            note(f"pnet{i}:heads", torch.cat([probabilities, boxes], dim=1), whole=True)
            for name in ("conv1", "prelu1", "pool1", "conv2", "prelu2", "conv3", "prelu3"):
                A = getattr(network, name)(A)
                note(f"pnet{i}:{name}", A)
    np.savez_compressed(HERE / "pytorch.npz", **goldens)
    print(versions, len(goldens) - 1, "activations")


if __name__ == "__main__":
    main()
