"""Measures PyTorch on one case, in one of three ways of writing the model.

Argument: one JSON object {model, task, threads, batch, variant, architecture}, as src/protocol.ts describes.
Prints {"ready": ...} when warm; then each line on the input, a number of seconds, is answered by one JSON line
{"images": n, "seconds": s}. By hand: echo 1 | OMP_NUM_THREADS=2 python3 torch_peer.py '{...}'
"""
import json
import sys
import time


def say(**message):
    print(json.dumps(message), flush=True)


try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    say(unavailable="not installed: apt-get install python3-torch libopenblas0-pthread (%s)" % error)
    sys.exit(0)

BATCHES = 4


class Common(nn.Module):
    """Layer by layer as the Keras model has them: convolution, relu, pool, pool."""

    def __init__(self, arch):
        super().__init__()
        self.flip = arch["flip"]
        blocks = []
        channels, height, width = arch["channels"], arch["height"], arch["width"]
        for stage, rate in zip(arch["stages"], arch["dropouts"]):
            size = stage["kernelSize"]
            blocks.append(nn.Conv2d(channels, stage["filters"], size, padding=size // 2))
            blocks.extend(self.after_conv(stage["pools"]))
            # The second dropout stands behind the flatten; on a dense tensor that is the same work.
            blocks.append(nn.Dropout(rate))
            channels = stage["filters"]
            for pool in stage["pools"]:
                height, width = height // pool, width // pool
        self.features = nn.Sequential(*blocks)
        self.head = nn.Linear(channels * height * width, arch["classes"])

    def after_conv(self, pools):
        return [nn.ReLU()] + [nn.MaxPool2d(pool) for pool in pools]

    def forward(self, images):
        if self.training and self.flip:
            flipped = torch.rand(images.shape[0], 1, 1, 1) < 0.5
            images = torch.where(flipped, images.flip(3), images)
        x = images.float().mul(1 / 255)
        x = self.features(x)
        return self.head(torch.flatten(x, 1))


class Expert(Common):
    """The same function: relu is monotonous, so it may follow the pools, and pools that follow each other are one."""

    def after_conv(self, pools):
        return [nn.MaxPool2d(pools[0] * pools[1]), nn.ReLU()]


def prepare(case):
    torch.manual_seed(1)
    torch.set_num_threads(case["threads"])
    arch = case["architecture"]
    model = (Expert if case["variant"] == "expert" else Common)(arch)
    layout = torch.contiguous_format if case["variant"] == "common" else torch.channels_last
    model = model.to(memory_format=layout)
    batch = case["batch"]
    shape = (batch, arch["channels"], arch["height"], arch["width"])
    images = [torch.randint(0, 256, shape, dtype=torch.uint8).contiguous(memory_format=layout) for _ in range(BATCHES)]
    labels = torch.arange(batch) % arch["classes"]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def train(pixels):
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(pixels), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    def infer(pixels):
        with torch.inference_mode():
            return torch.softmax(model(pixels), 1).sum().item()

    training = case["task"] == "training"
    model.train(training)
    return (train if training else infer), images


def measure(step, images, seconds):
    start = time.perf_counter()
    count = 0
    while True:
        step(images[count % BATCHES])
        count += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return count * images[0].shape[0], elapsed


def main():
    step, images = prepare(json.loads(sys.argv[1]))
    # The first step chooses and compiles kernels, the second finds the memory that the first one gave back.
    measure(step, images, 0)
    measure(step, images, 0)
    say(ready="PyTorch %s" % torch.__version__)
    for line in sys.stdin:
        count, elapsed = measure(step, images, float(line))
        say(images=count, seconds=elapsed)


if __name__ == "__main__":
    main()
