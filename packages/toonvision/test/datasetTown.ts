// A small project for dataset tests: screenshots of colored boxes with annotations, in a temporary folder.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { type Config, type Project, resolveConfig } from '../src/config/index.ts';
import type { Sample } from '../src/dataset/index.ts';

export type TestObject = [name: string, xmin: number, ymin: number, xmax: number, ymax: number];

export const TOWN_CONFIG: Config = {
  name: 'test-town',
  label: { pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$' },
  targets: {
    suit: { classes: ['bb', 'lb'], names: { bb: 'Bossbot' } },
    entity: ['flunky', 'yesman', 'bigwig'],
  },
  input: { height: 30, width: 20 },
};

/** An empty folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toonvision-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A project in a temporary folder, without screenshots. */
export async function emptyTown(config: Config = TOWN_CONFIG): Promise<Project> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'screenshots'));
  return resolveConfig(config, folder);
}

/** Writes a file to the screenshots folder. */
export async function put(project: Project, file: string, content: string | Uint8Array): Promise<void> {
  const path = join(project.paths.screenshots, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

export function vocXml(objects: readonly TestObject[], size: [number, number] | null = [120, 90]): string {
  const box = ([, xmin, ymin, xmax, ymax]: TestObject) =>
    `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;
  const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const body = objects.map(
    (object) =>
      `<object><name>${escapeXml(object[0])}</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>${box(object)}</object>`,
  );
  const sized =
    size === null ? '' : `<size><width>${size[0]}</width><height>${size[1]}</height><depth>3</depth></size>`;
  return `<annotation>\n<folder>x</folder>\n${sized}\n${body.join('\n')}\n</annotation>\n`;
}

/** A PNG of 120 x 90 pixels, each pixel of a different color; `tint` varies the image. */
export async function pictureBytes(tint = 0, [width, height]: [number, number] = [120, 90]): Promise<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    data[i * 3] = (i % width) * 2;
    data[i * 3 + 1] = Math.floor(i / width) * 2;
    data[i * 3 + 2] = tint;
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** A screenshot with its annotation: `putShot(project, 'ttc/a', [['cog_bb_flunky', 1, 2, 30, 40]])`. */
export async function putShot(project: Project, stem: string, objects: readonly TestObject[], tint = 0): Promise<void> {
  await put(project, `${stem}.png`, await pictureBytes(tint));
  await put(project, `${stem}.xml`, vocXml(objects));
}

/** A town of three screenshots on two streets with five valid objects. */
export async function smallTown(): Promise<Project> {
  const project = await emptyTown();
  await putShot(
    project,
    'ttc/a',
    [
      ['cog_bb_flunky', 10, 10, 40, 60],
      ['cog_lb_bigwig', 50, 5, 90, 85],
    ],
    1,
  );
  await putShot(project, 'ttc/b', [['cog_bb_yesman', 0, 0, 120, 90]], 2);
  await putShot(
    project,
    'br/c_a',
    [
      ['cog_bb_flunky', 3, 4, 9, 12],
      ['toon_dog', 20, 20, 60, 80],
    ],
    3,
  );
  return project;
}

/** A sample without files. */
export function bareSample(
  screenshot: string,
  object: number,
  label: string,
  parts: Record<string, string>,
  burst = screenshot,
): Sample {
  return {
    id: `${screenshot}#${object}`,
    screenshot: `screenshots/${screenshot}.png`,
    object,
    label,
    parts,
    street: null,
    burst,
    box: { xmin: 0, ymin: 0, xmax: 10, ymax: 20 },
    width: 10,
    height: 20,
    crop: `dataset/crops/${label}.${screenshot}.${object}.png`,
    flags: { difficult: false, truncated: false, clamped: false },
    source: 'voc',
    split: null,
  };
}
