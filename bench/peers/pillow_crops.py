# Decodes the screenshots of a project, cuts out every sample and brings it to 600 x 200 pixels, with Pillow.
# usage: pillow_crops.py <samples.json> <project folder> <processes>; prints samples/s of each round.
import json
import os
import sys
import time
from multiprocessing import Pool

from PIL import Image

HEIGHT, WIDTH = 600, 200


def render(item):
    path, boxes = item
    with Image.open(path) as picture:
        picture = picture.convert("RGB")
        total = 0
        for box in boxes:
            crop = picture.crop(box).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
            total += len(crop.tobytes())
    return total


def main():
    samples_file, project, processes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    with open(samples_file, encoding="utf-8") as file:
        samples = json.load(file)["samples"]
    by_screenshot = {}
    for sample in samples:
        box = sample.get("region", sample["box"])
        corners = (box["xmin"], box["ymin"], box["xmax"], box["ymax"])
        by_screenshot.setdefault(os.path.join(project, sample["screenshot"]), []).append(corners)
    work = list(by_screenshot.items())
    with Pool(processes) as pool:
        for _ in range(rounds):
            began = time.perf_counter()
            total = sum(pool.imap_unordered(render, work, chunksize=4))
            seconds = time.perf_counter() - began
            assert total == len(samples) * HEIGHT * WIDTH * 3
            print(f"{len(samples) / seconds:.1f}", flush=True)


if __name__ == "__main__":
    main()
