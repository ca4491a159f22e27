# Writes the models of this folder with PyTorch 1.13 (Debian 12: apt-get install python3-torch; python3 export.py).
# Each is what torch.onnx.export makes of a small network, with pictures and the outputs of PyTorch itself beside it.
import json
import warnings
from pathlib import Path

import torch
from torch import nn

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent


def conv_bn(inputs, outputs, **options):
    return [nn.Conv2d(inputs, outputs, 3, bias=False, **options), nn.BatchNorm2d(outputs), nn.ReLU()]


class Viewed(nn.Module):
    """x.view(x.size(0), -1), pixels of 0 to 255 scaled inside, softmax at the end."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc1 = nn.Linear(4 * 4 * 3, 6)
        self.fc2 = nn.Linear(6, 2)
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x):
        x = (x / 255 - self.mean) / self.std
        x = nn.functional.max_pool2d(nn.functional.leaky_relu(self.conv(x), 0.1), 2)
        x = x.view(x.size(0), -1)
        return torch.softmax(self.fc2(torch.tanh(self.fc1(x))), dim=1)


class Averaged(nn.Module):
    """A mean over the plane, layer normalisation and GELU written out by the exporter."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, (3, 1), padding=(1, 0)), nn.GELU(), nn.AvgPool2d(2))
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return torch.softmax(self.head(self.norm(self.body(x).mean([2, 3]))), dim=1)


MODELS = {
    "plain": nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.2),
        nn.Conv2d(4, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(12, 5), nn.ReLU(), nn.Linear(5, 2), nn.Softmax(1),
    ),
    "mobile": nn.Sequential(
        *conv_bn(3, 8, padding=1), nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.Conv2d(8, 6, 1, bias=False),
        nn.BatchNorm2d(6), nn.ELU(0.7), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.BatchNorm1d(6),
        nn.Linear(6, 2, bias=False), nn.Softmax(1),
    ),
    "normalised": nn.Sequential(
        *conv_bn(3, 4), nn.MaxPool2d(3, 2, padding=1), nn.Flatten(), nn.BatchNorm1d(4 * 4 * 3),
        nn.Linear(48, 2), nn.Sigmoid(),
    ),
    "viewed": Viewed(),
    "averaged": Averaged(),
}
SHAPE = {"viewed": (9, 7), "averaged": (10, 9), "normalised": (9, 7)}

torch.manual_seed(1)
for name, model in MODELS.items():
    height, width = SHAPE.get(name, (8, 6))
    for module in model.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 2)
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.LayerNorm)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
    model.eval()
    pictures = torch.randint(0, 256, (2, 3, height, width)).float()
    if name != "viewed":
        pictures /= 255
    for opset in (9, 13, 17):
        # With a free batch, and once as it is exported when nothing is said: for one picture.
        free = opset != 13
        torch.onnx.export(
            model, pictures if free else pictures[:1], HERE / f"{name}-{opset}.onnx",
            opset_version=opset, input_names=["input"], output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}} if free else None,
        )
    with torch.no_grad():
        outputs = model(pictures)
    (HERE / f"{name}.json").write_text(json.dumps({
        "shape": [height, width, 3],
        "pictures": [round(v, 7) for v in pictures.permute(0, 2, 3, 1).flatten().tolist()],
        "outputs": outputs.flatten().tolist(),
    }) + "\n")
