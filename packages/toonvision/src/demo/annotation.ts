// Files written for a screenshot: a Pascal VOC annotation like labelImg writes, and the exact silhouettes.
import { IMAGE_HEIGHT, IMAGE_WIDTH } from './camera.ts';
import { randomOf } from './random.ts';
import type { Covered } from './render.ts';
import { type Box, encodeRle, type Rle } from './silhouette.ts';
import type { Street } from './townCounts.ts';

/** `NAME.truth.json`: the exact pixels of each object. Training does not read it. */
export interface Truth {
  screenshot: string;
  street: Street;
  /** Name of the burst, for example `ttc_0012`; null for a single screenshot. */
  burst: string | null;
  /** In the order of the annotation. */
  objects: TruthObject[];
}

export interface TruthObject {
  name: string;
  /** Tight box around visible and hidden parts inside the image; xmax and ymax are the first column and row after it. */
  box: { xmin: number; ymin: number; xmax: number; ymax: number };
  /** Number of visible pixels, and of all pixels inside the image, hidden ones included. */
  visibleArea: number;
  fullArea: number;
  /** The visible silhouette: COCO uncompressed RLE, column-major, the first run counts zeros. */
  silhouette: Rle;
}

/** A box as a person draws it: up to 4 pixels off the tight one (2 for small objects), inside the image. */
function drawBox(tight: Box, seed: number, name: string, object: number): Box {
  const random = randomOf(seed, name, 'box', object);
  const reach = tight.bottom - tight.top < 60 ? 2 : 4;
  const slip = (): number => random.int(-1, reach);
  // labelImg's first column and row are 1.
  return {
    left: Math.max(1, tight.left - slip()),
    top: Math.max(1, tight.top - slip()),
    right: Math.min(IMAGE_WIDTH, tight.right + slip()),
    bottom: Math.min(IMAGE_HEIGHT, tight.bottom + slip()),
  };
}

export interface DrawnObject {
  label: string;
  covered: Covered;
}

/** The annotation as labelImg writes it, with a path relative to the town. */
export function annotationXml(street: Street, name: string, objects: readonly DrawnObject[], seed: number): string {
  const lines = objects.flatMap(({ label, covered }, i) => {
    const box = drawBox(covered.box, seed, name, i);
    const cut =
      covered.box.left === 0 ||
      covered.box.top === 0 ||
      covered.box.right === IMAGE_WIDTH ||
      covered.box.bottom === IMAGE_HEIGHT;
    return [
      '\t<object>',
      `\t\t<name>${label}</name>`,
      '\t\t<pose>Unspecified</pose>',
      `\t\t<truncated>${cut ? 1 : 0}</truncated>`,
      '\t\t<difficult>0</difficult>',
      '\t\t<bndbox>',
      `\t\t\t<xmin>${box.left}</xmin>`,
      `\t\t\t<ymin>${box.top}</ymin>`,
      `\t\t\t<xmax>${box.right}</xmax>`,
      `\t\t\t<ymax>${box.bottom}</ymax>`,
      '\t\t</bndbox>',
      '\t</object>',
    ];
  });
  return [
    '<annotation>',
    `\t<folder>${street}</folder>`,
    `\t<filename>${name}.png</filename>`,
    `\t<path>screenshots/${street}/${name}.png</path>`,
    '\t<source>',
    '\t\t<database>Unknown</database>',
    '\t</source>',
    '\t<size>',
    `\t\t<width>${IMAGE_WIDTH}</width>`,
    `\t\t<height>${IMAGE_HEIGHT}</height>`,
    '\t\t<depth>3</depth>',
    '\t</size>',
    '\t<segmented>0</segmented>',
    ...lines,
    '</annotation>',
    '',
  ].join('\n');
}

export function truthOf(
  street: Street,
  name: string,
  burst: string | undefined,
  objects: readonly DrawnObject[],
): Truth {
  return {
    screenshot: `${name}.png`,
    street,
    burst: burst ?? null,
    objects: objects.map(({ label, covered: { box, visible, visibleArea, fullArea } }) => ({
      name: label,
      box: { xmin: box.left, ymin: box.top, xmax: box.right, ymax: box.bottom },
      visibleArea,
      fullArea,
      silhouette: encodeRle(visible),
    })),
  };
}
