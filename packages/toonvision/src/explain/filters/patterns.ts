// Patterns that excite a filter, by gradient ascent from gray noise (Erhan et al. 2009), regularized to be smooth and
// close to gray as in Olah, Mordvintsev and Schubert, "Feature Visualization" (2017).
import { INPUT, layers, ModelError, openProbe, type Sequential, sequential, streamKey, uniform } from '@toonvision/nn';
import { enlarge, formatShort, mapSheet } from '../drawing/index.ts';
import { findSpatialLayer } from '../maps/index.ts';

/** Options of `filterPatterns`. */
export interface PatternOptions {
  /** Indices of filters; those that do not exist are skipped. Default: all of the layer. */
  filters?: readonly number[];
  /** Number of gradient steps. Default 60. */
  steps?: number;
  /** Seed of the initial noise. Default 0. */
  seed?: number;
  /** Height and width in pixels, limited by the model's input. Default 96. */
  size?: number;
  signal?: AbortSignal;
}

/** An image that excites a filter. */
export interface FilterPattern {
  filter: number;
  height: number;
  width: number;
  /** [height, width, 3] */
  pixels: Uint8Array;
  /** Mean activation of the filter for the initial noise. */
  before: number;
  /** Mean activation of the filter for the pattern. */
  after: number;
}

const GRAY = 128;
/** Root mean square of a step, in color values of 0 to 255. */
const STEP_SIZE = 6;
/** Decay toward gray per step. */
const DECAY = 0.02;
/** Number of steps between smoothings. */
const SMOOTH_EVERY = 4;

/** Builds the model up to a layer, with channel means as output and a smaller input if the layers allow it. */
function truncateModel(model: Sequential, index: number, size: number): Sequential {
  const [height = 0, width = 0, channels = 0] = model.inputShape;
  const specs = model.chain.layers.slice(0, index + 1).map(({ spec, name }) => ({ ...spec, name }));
  const build = (shape: number[]) => {
    const truncated = sequential([...specs, layers.globalAveragePooling2d({ name: 'mean_of_filter' })], {
      inputShape: shape,
    });
    const names = new Set(truncated.weights().map(({ name }) => name));
    truncated.setWeights(model.weights().filter(({ name }) => names.has(name)));
    return truncated;
  };
  try {
    return build([Math.min(size, height), Math.min(size, width), channels]);
  } catch (error) {
    // Some layers depend on the input size through their weights, and some pools do not fit a smaller input.
    if (!(error instanceof ModelError)) throw error;
    return build([...model.inputShape]);
  }
}

// Binomial 3x3 filter with replicated edges.
function smooth(values: Float32Array, height: number, width: number, channels: number): void {
  const source = values.slice();
  const clamp = (value: number, max: number) => Math.min(max, Math.max(0, value));
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
 * Computes a pattern per filter of a spatial layer. The same seed gives the same bytes.
 *
 * @throws UserError (exit code 2) if the layer does not exist or is not spatial, with a list of the spatial layers
 */
export async function filterPatterns(
  model: Sequential,
  name: string,
  options: PatternOptions = {},
): Promise<FilterPattern[]> {
  const { steps = 60, seed = 0, size = 96, signal } = options;
  const layer = findSpatialLayer(model, name);
  const index = model.chain.layers.findIndex(({ name: layerName }) => layerName === layer.name);
  const truncated = truncateModel(model, index, size);
  const [height = 0, width = 0, channels = 0] = truncated.inputShape;
  const probe = await openProbe(truncated, { layers: [INPUT], pixelFormat: 'float32' });
  const filters = options.filters ?? Array.from({ length: layer.channels }, (_, filter) => filter);
  const patterns: FilterPattern[] = [];
  for (const filter of filters.filter((x) => Number.isInteger(x) && x >= 0 && x < layer.channels)) {
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
      let squares = 0;
      for (const value of gradient) squares += value * value;
      const norm = Math.sqrt(squares / Math.max(1, gradient.length));
      // The gradient is zero if the image does not activate the filter.
      const rate = norm > 0 ? STEP_SIZE / norm : 0;
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

/** Draws the patterns as PNG bytes. */
export function patternSheet(layer: string, patterns: readonly FilterPattern[]): Promise<Uint8Array> {
  const tiles = patterns.map(({ filter, height, width, pixels, before, after }) => ({
    raster: enlarge({ data: pixels, width, height }, Math.max(1, Math.floor(128 / Math.max(height, width)))),
    lines: [`filter ${filter}`, after > 0 ? `${formatShort(before)} to ${formatShort(after)}` : 'inactive'],
  }));
  return mapSheet(tiles, {
    title: `Patterns that excite the filters of ${layer}`,
    subtitle: 'Gradient ascent from gray noise; mean activation before and after',
    maxScale: 1,
    tile: { width: 128, height: 128 },
  });
}
