// Patterns that excite a filter: gradient ascent on a gray image (Erhan et al. 2009), kept smooth and near gray as in
// Olah, Mordvintsev and Schubert, "Feature Visualization" (2017).
import { INPUT, layers, ModelError, openProbe, type Sequential, sequential, streamKey, uniform } from '@toonvision/nn';
import { enlarge, mapSheet, shortNumber } from '../drawing/index.ts';
import { findSpatialLayer } from '../maps/index.ts';

/** Options of `filterPatterns`. */
export interface PatternOptions {
  /** Which filters; default all of the layer. */
  filters?: readonly number[];
  /** Steps of ascent. Default 60. */
  steps?: number;
  /** Of the noise it begins with. Default 0. */
  seed?: number;
  /** Pixels a side; default 96, smaller for small inputs. */
  size?: number;
  signal?: AbortSignal;
}

/** A image that a filter answers to most. */
export interface FilterPattern {
  filter: number;
  height: number;
  width: number;
  /** [height, width, 3] */
  pixels: Uint8Array;
  /** Mean activation of the filter over the image: of the noise, and of the pattern. */
  before: number;
  after: number;
}

const GRAY = 128;
/** The root of the mean square of a step, in colors of 0 to 255. */
const STEP = 6;
/** Each step takes so much of the distance to gray away. */
const DECAY = 0.02;
/** Smoothed after so many steps. */
const SMOOTH_EVERY = 4;

/** The model up to a layer, the mean of each of its channels as output, for images of another size if the layers allow. */
function headless(model: Sequential, at: number, side: number): Sequential {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const specs = model.chain.layers.slice(0, at + 1).map(({ spec, name }) => ({ ...spec, name }));
  const build = (shape: number[]) => {
    const made = sequential([...specs, layers.globalAveragePooling2d({ name: 'mean_of_filter' })], {
      inputShape: shape,
    });
    const names = new Set(made.weights().map(({ name }) => name));
    made.setWeights(model.weights().filter(({ name }) => names.has(name)));
    return made;
  };
  try {
    return build([Math.min(side, height), Math.min(side, width), channels]);
  } catch (error) {
    // Layers that know their size by their weights, and pools that do not fit.
    if (!(error instanceof ModelError)) throw error;
    return build([...model.inputShape]);
  }
}

// Each value becomes a quarter itself and its eight neighbours: the binomial 3x3, edges repeated.
function smooth(values: Float32Array, height: number, width: number, channels: number): void {
  const source = values.slice();
  const clamp = (value: number, most: number) => Math.min(most, Math.max(0, value));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy += 1)
          for (let dx = -1; dx <= 1; dx += 1) {
            const from = (clamp(y + dy, height - 1) * width + clamp(x + dx, width - 1)) * channels + c;
            sum += (source[from] ?? 0) * (2 - Math.abs(dy)) * (2 - Math.abs(dx));
          }
        values[(y * width + x) * channels + c] = sum / 16;
      }
    }
  }
}

/**
 * A pattern for each filter of a spatial layer; the same seed gives the same bytes.
 *
 * @throws UserError (exit code 2) for a layer that is none, listing the spatial ones; RangeError never: filters that do not
 *   exist are left out
 */
export async function filterPatterns(
  model: Sequential,
  name: string,
  options: PatternOptions = {},
): Promise<FilterPattern[]> {
  const { steps = 60, seed = 0, size = 96, signal } = options;
  const layer = findSpatialLayer(model, name);
  const at = model.chain.layers.findIndex((one) => one.name === layer.name);
  const small = headless(model, at, size);
  const [height = 0, width = 0, channels = 0] = small.inputShape;
  const probe = await openProbe(small, { layers: [INPUT], pixelFormat: 'float32' });
  const wanted = options.filters ?? Array.from({ length: layer.channels }, (_, filter) => filter);
  const patterns: FilterPattern[] = [];
  for (const filter of wanted.filter((one) => Number.isInteger(one) && one >= 0 && one < layer.channels)) {
    if (signal?.aborted === true) break;
    const values = uniform(
      streamKey(seed, `pattern/${name}/${filter}`),
      height * width * channels,
      GRAY - 16,
      GRAY + 16,
    );
    const before = probe.run(values).outputs[filter] ?? 0;
    for (let step = 1; step <= steps; step += 1) {
      probe.run(values);
      const gradient = probe.gradients({ output: filter }).get(INPUT)?.data ?? new Float32Array();
      let square = 0;
      for (const value of gradient) square += value * value;
      const length = Math.sqrt(square / Math.max(1, gradient.length));
      // A filter that this image does not wake has no way up.
      const rate = length > 0 ? STEP / length : 0;
      for (let i = 0; i < values.length; i += 1) {
        const moved = (values[i] ?? 0) + rate * (gradient[i] ?? 0);
        values[i] = Math.min(255, Math.max(0, moved + DECAY * (GRAY - moved)));
      }
      if (step % SMOOTH_EVERY === 0 && step < steps) smooth(values, height, width, channels);
    }
    const after = probe.run(values).outputs[filter] ?? 0;
    patterns.push({
      filter,
      height,
      width,
      pixels: Uint8Array.from(values, (value) => Math.round(value)),
      before,
      after,
    });
  }
  return patterns;
}

/** The patterns as PNG bytes. */
export function patternSheet(layer: string, patterns: readonly FilterPattern[]): Promise<Uint8Array> {
  const tiles = patterns.map(({ filter, height, width, pixels, before, after }) => ({
    raster: enlarge({ data: pixels, width, height }, Math.max(1, Math.floor(128 / Math.max(height, width)))),
    lines: [`filter ${filter}`, after > 0 ? `${shortNumber(before)} to ${shortNumber(after)}` : 'not to be woken'],
  }));
  return mapSheet(tiles, {
    title: `What excites the filters of ${layer}`,
    subtitle: 'Gradient ascent from gray noise; mean activation before and after',
    most: 1,
    tile: { width: 128, height: 128 },
  });
}
