// Draws one screenshot or burst and writes its files.
import { join } from 'node:path';
import { writeWhole } from '../files/index.ts';
import { annotationXml, type DrawnObject, truthOf } from './annotation.ts';
import type { Shot } from './layout.ts';
import { coverOf, paintLayers, paintPicture } from './render.ts';
import { placeScene, type Scene } from './scene.ts';

/** An object must show at least this share of itself, and this many pixels, and be this many pixels high. */
const leastShare = 0.3;
const leastArea = 130;
const leastHeight = 28;
const attempts = 16;

interface Frame {
  scene: Scene;
  layers: Awaited<ReturnType<typeof paintLayers>>;
  objects: DrawnObject[];
}

/** One frame, or undefined when an object of it is too well hidden. */
async function tryFrame(shot: Shot, frame: number, attempt: number, seed: number): Promise<Frame | undefined> {
  const scene = placeScene(shot, frame, attempt, seed);
  const layers = await paintLayers(scene);
  const covers = coverOf(layers, shot.labels.length);
  const objects: DrawnObject[] = [];
  for (const [i, label] of shot.labels.entries()) {
    const covered = covers[i];
    if (covered === undefined) return undefined;
    const { box, fullArea, visibleArea } = covered;
    const height = box.bottom - box.top;
    const narrow = (box.right - box.left) * 6 < height && (box.left === 0 || box.right === 800);
    if (visibleArea < leastShare * fullArea || visibleArea < leastArea || height < leastHeight || narrow)
      return undefined;
    objects.push({ label, covered });
  }
  return { scene, layers, objects };
}

async function framesOf(shot: Shot, seed: number): Promise<Frame[]> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const frames: Frame[] = [];
    for (let i = 0; i < shot.names.length; i += 1) {
      const frame = await tryFrame(shot, i, attempt, seed);
      if (frame === undefined) break;
      frames.push(frame);
    }
    if (frames.length === shot.names.length) return frames;
  }
  throw new Error(`${shot.names[0]}: no arrangement in ${attempts} shows all of ${shot.labels.join(', ')}`);
}

/** Writes PNG, XML and truth of every frame of `shot` below `directory`; the truth last, so its presence means done. */
export async function drawShot(shot: Shot, seed: number, directory: string): Promise<void> {
  const frames = await framesOf(shot, seed);
  for (const [i, name] of shot.names.entries()) {
    const frame = frames[i];
    if (frame === undefined) continue;
    const { scene, layers, objects } = frame;
    const png = await paintPicture(scene, layers, shot.street, seed, name, shot.burst ?? name);
    const stem = join(directory, 'screenshots', shot.street, name);
    await writeWhole(`${stem}.png`, png);
    await writeWhole(`${stem}.xml`, annotationXml(shot.street, name, objects, seed));
    await writeWhole(`${stem}.truth.json`, `${JSON.stringify(truthOf(shot.street, name, shot.burst, objects))}\n`);
  }
}
