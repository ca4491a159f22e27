// Renders a scene to pixels and computes the pixels covered by each object.
import sharp from 'sharp';
import { IMAGE_HEIGHT, IMAGE_WIDTH, project, unitAt } from './camera.ts';
import { rgbOf } from './color.ts';
import { randomOf } from './random.ts';
import { regionOf, type Scene, type Standing } from './scene.ts';
import { areaOf, type Box, boxOf, emptyMask, type Mask } from './silhouette.ts';
import { backdropSvg } from './streets/backdrop.ts';
import { streetStyles } from './streets/styles.ts';
import { num, volumeDefs } from './svg.ts';
import type { Street } from './townCounts.ts';

/** Pixels covered by one object. */
export interface Covered {
  visible: Mask;
  visibleArea: number;
  /** Number of pixels inside the image, hidden ones included. */
  fullArea: number;
  /** Tight box inside the image, hidden parts included. */
  box: Box;
}

interface Layer extends Box {
  standing: Standing;
  /** Red, green, blue, alpha (not premultiplied), rows first, of the layer's region. */
  pixels: Uint8Array;
}

async function paintLayer(scene: Scene, standing: Standing): Promise<Layer | undefined> {
  const region = regionOf(scene.camera, standing);
  if (region === undefined) return undefined;
  const { sprite, x, z } = standing;
  const [px, py] = project(scene.camera, x, 0, z);
  const unit = unitAt(scene.camera, z);
  const width = region.right - region.left;
  const height = region.bottom - region.top;
  const place = `translate(${num(px - region.left)} ${num(py - region.top)}) scale(${(Math.round(unit * 1e5) / 1e5).toString()})`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${volumeDefs}${sprite.defs ?? ''}</defs><g transform="${place}">${sprite.svg}</g></svg>`;
  const pixels = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
  return { ...region, standing, pixels };
}

/** The objects' and props' layers, from far to near. */
export async function paintLayers(scene: Scene): Promise<readonly Layer[]> {
  const layers: Layer[] = [];
  for (const standing of scene.standing) {
    const layer = await paintLayer(scene, standing);
    if (layer !== undefined) layers.push(layer);
  }
  return layers;
}

/**
 * Computes the pixels covered by each object, by object number; undefined for an object out of sight. A pixel belongs
 * to a layer that covers at least half of it.
 */
export function coverOf(layers: readonly Layer[], objects: number): (Covered | undefined)[] {
  const full = Array.from({ length: objects }, emptyMask);
  const visible = Array.from({ length: objects }, emptyMask);
  for (const { standing, left, top, right, bottom, pixels } of layers) {
    for (let y = top, from = 3; y < bottom; y += 1) {
      for (let at = y * IMAGE_WIDTH + left; at < y * IMAGE_WIDTH + right; at += 1, from += 4) {
        if ((pixels[from] ?? 0) < 128) continue;
        for (const mask of visible) mask[at] = 0;
        const own = standing.object;
        if (own === undefined) continue;
        const [seen, whole] = [visible[own], full[own]];
        if (seen !== undefined) seen[at] = 1;
        if (whole !== undefined) whole[at] = 1;
      }
    }
  }
  return full.map((whole, i) => {
    const seen = visible[i];
    const box = boxOf(whole);
    return seen === undefined || box === undefined
      ? undefined
      : { visible: seen, visibleArea: areaOf(seen), fullArea: areaOf(whole), box };
  });
}

/** Blends a layer over the image, with its brightness gain and the fog at its distance. */
function blend(image: Uint8Array, layer: Layer, fog: readonly number[], share: number): void {
  const { left, top, right, bottom, pixels, standing } = layer;
  // One lookup table per channel, from sprite byte to street byte.
  const tables = fog.map((f) =>
    Uint8Array.from({ length: 256 }, (_, v) =>
      Math.min(255, Math.round(Math.min(255, v * standing.gain) * (1 - share) + f * share)),
    ),
  );
  for (let y = top, from = 0; y < bottom; y += 1) {
    for (let to = (y * IMAGE_WIDTH + left) * 3; to < (y * IMAGE_WIDTH + right) * 3; to += 3, from += 4) {
      const alpha = pixels[from + 3] ?? 0;
      if (alpha === 0) continue;
      for (let c = 0; c < 3; c += 1) {
        const above = tables[c]?.[pixels[from + c] ?? 0] ?? 0;
        const below = image[to + c] ?? 0;
        image[to + c] = (above * alpha + below * (255 - alpha) + 127) / 255;
      }
    }
  }
}

/** Snow in the air: soft discs painted straight into the pixels. */
function fall(image: Uint8Array, color: readonly number[], seed: number, name: string): void {
  const random = randomOf(seed, name, 'flakes');
  for (let i = random.int(60, 170); i > 0; i -= 1) {
    const [cx, cy, r] = [random.int(0, IMAGE_WIDTH - 1), random.int(0, IMAGE_HEIGHT - 1), random.range(0.8, 3)];
    const reach = Math.ceil(r);
    for (let y = Math.max(0, cy - reach); y <= Math.min(IMAGE_HEIGHT - 1, cy + reach); y += 1) {
      for (let x = Math.max(0, cx - reach); x <= Math.min(IMAGE_WIDTH - 1, cx + reach); x += 1) {
        const share = 0.85 * Math.max(0, 1 - ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (r * r + 0.01));
        const at = (y * IMAGE_WIDTH + x) * 3;
        for (let c = 0; c < 3; c += 1)
          image[at + c] = Math.round((image[at + c] ?? 0) * (1 - share) + (color[c] ?? 0) * share);
      }
    }
  }
}

/** Renders a screenshot as an 800x600 RGB PNG; `name` is the frame, `stem` the view that the frames of a burst share. */
export async function paintPicture(
  scene: Scene,
  layers: readonly Layer[],
  street: Street,
  seed: number,
  name: string,
  stem: string,
): Promise<Uint8Array> {
  const style = streetStyles[street];
  const { camera, half, far, fogAt } = scene;
  const shadows = scene.standing.map((standing) => {
    const [x, y] = project(camera, standing.x, 0, standing.z);
    const rx = standing.shadow * unitAt(camera, standing.z);
    return { x, y, rx: rx * 1.15, ry: Math.max(1, rx * 0.24) };
  });
  const backdrop = backdropSvg({ street, camera, half, far, fogAt, shadows, seed, name: stem });
  const image: Uint8Array = await sharp(Buffer.from(backdrop)).flatten({ background: style.sky[2] }).raw().toBuffer();
  const fog = rgbOf(style.fog);
  for (const layer of layers) blend(image, layer, fog, fogAt(layer.standing.z));
  if (style.flakes !== undefined) fall(image, rgbOf(style.flakes), seed, name);
  const grade = scene.grade.map((factor) =>
    Uint8Array.from({ length: 256 }, (_, v) => Math.min(255, Math.round(v * factor))),
  );
  for (let at = 0; at < image.length; at += 3) {
    for (let c = 0; c < 3; c += 1) image[at + c] = grade[c]?.[image[at + c] ?? 0] ?? 0;
  }
  return sharp(image, { raw: { width: IMAGE_WIDTH, height: IMAGE_HEIGHT, channels: 3 } })
    .png({ compressionLevel: 6, palette: false })
    .toBuffer();
}
