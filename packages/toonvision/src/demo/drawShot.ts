// Draws one screenshot or burst and writes its files.
import { join } from 'node:path';
import { writeFileAtomic } from '../files/index.ts';
import { annotationXml, type DrawnObject, truthOf } from './annotation.ts';
import type { Shot } from './layout.ts';
import { coverOf, paintLayers, paintPicture } from './render.ts';
import { placeScene, type Scene } from './scene.ts';

/** The minimum visible share and area of an object, and its minimum height in pixels. */
const MIN_VISIBLE_SHARE = 0.3;
const MIN_VISIBLE_AREA = 130;
const MIN_HEIGHT = 28;
const MAX_ATTEMPTS = 16;

interface Frame {
  scene: Scene;
  layers: Awaited<ReturnType<typeof paintLayers>>;
  objects: DrawnObject[];
}

/** One frame, or undefined if one of its objects is hidden too much. */
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
    if (visibleArea < MIN_VISIBLE_SHARE * fullArea || visibleArea < MIN_VISIBLE_AREA || height < MIN_HEIGHT || narrow)
      return undefined;
    objects.push({ label, covered });
  }
  return { scene, layers, objects };
}

async function framesOf(shot: Shot, seed: number): Promise<Frame[]> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const frames: Frame[] = [];
    for (let i = 0; i < shot.names.length; i += 1) {
      const frame = await tryFrame(shot, i, attempt, seed);
      if (frame === undefined) break;
      frames.push(frame);
    }
    if (frames.length === shot.names.length) return frames;
  }
  throw new Error(`${shot.names[0]}: no arrangement out of ${MAX_ATTEMPTS} shows all of ${shot.labels.join(', ')}`);
}

/** Writes PNG, XML and truth of every frame of `shot` below `directory`; a truth file marks a complete frame. */
export async function drawShot(shot: Shot, seed: number, directory: string): Promise<void> {
  const frames = await framesOf(shot, seed);
  for (const [i, name] of shot.names.entries()) {
    const frame = frames[i];
    if (frame === undefined) continue;
    const { scene, layers, objects } = frame;
    const png = await paintPicture(scene, layers, shot.street, seed, name, shot.burst ?? name);
    const stem = join(directory, 'screenshots', shot.street, name);
    await writeFileAtomic(`${stem}.png`, png);
    await writeFileAtomic(`${stem}.xml`, annotationXml(shot.street, name, objects, seed));
    await writeFileAtomic(`${stem}.truth.json`, `${JSON.stringify(truthOf(shot.street, name, shot.burst, objects))}\n`);
  }
}
