// 3x3 convolutions by Winograd filtering compared with the direct kernel and float64 convolution, over odd sizes.
import { describe, expect, it } from 'vitest';
import { buildChain } from '../src/chain.ts';
import { compilePlan, type Plan } from '../src/compile/index.ts';
import { packWeights, runForward } from '../src/execute/runPlan.ts';
import { initialWeights } from '../src/initializers.ts';
import { instantiateKernels, machineOf } from '../src/kernels.ts';
import { layers, type Padding } from '../src/layers/index.ts';
import { loadKernels } from '../src/platform/node.ts';
import { randomWords, streamKey } from '../src/random.ts';
import type { ConvolveStep } from '../src/steps/index.ts';

interface Case {
  height: number;
  width: number;
  channels: number;
  filters: number;
  padding: Padding;
  pool: [number, number];
}

function planOf({ height, width, channels, filters, padding, pool }: Case) {
  const specs = [
    layers.conv2d({ filters, kernelSize: 3, padding, activation: 'relu' }),
    layers.maxPooling2d({ poolSize: pool }),
  ];
  const chain = buildChain(specs, [height, width, channels]);
  return { chain, plan: compilePlan(chain, { pixelFormat: 'float32' }) };
}

function convolutionOf(plan: Plan): ConvolveStep {
  const step = plan.steps.find((found) => found.kind === 'convolve');
  if (step?.kind !== 'convolve') throw new Error('no convolution');
  return step;
}

interface Result {
  values: number[];
  winograd: boolean;
  tiled: boolean;
}

// The pooled planes of one image, by Winograd where the plan says so, or by the direct kernel alone.
async function run(of: Case, direct: boolean, training: boolean): Promise<Result> {
  const { chain, plan } = planOf(of);
  const step = convolutionOf(plan);
  const winograd = step.winograd !== undefined;
  const tiled = step.winograd?.tiled ?? false;
  if (direct) step.winograd = undefined;
  const machine = machineOf(await instantiateKernels(await loadKernels(), plan.memoryBytes));
  const memory = machine.floats;
  // What no buffer owns must not matter.
  memory.fill(Number.NaN, step.rows / 4, step.rows / 4 + step.planeBytes);
  memory.fill(Number.NaN, plan.memoryBytes / 4);
  if (step.winograd !== undefined) {
    const { transformed, transformedStride, values, valuesStride } = step.winograd;
    if (tiled) memory.fill(Number.NaN, values / 4, (values + 36 * step.input.channels * valuesStride) / 4);
    memory.fill(Number.NaN, transformed / 4, (transformed + 6 * step.input.channels * transformedStride) / 4);
  }
  const weights = weightsOf(chain.parameters, initialWeights(chain, 3));
  packWeights(machine, plan, weights);
  memory.set(image(of), plan.load.pixels / 4);
  runForward(machine, plan, training ? { keys: new Map(), sample: 0, epoch: 1 } : undefined);
  const { channels, height, width, value, planeStride, rowStride } = step.output;
  const values: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const at = (value + c * planeStride + y * rowStride) / 4;
      values.push(...memory.subarray(at, at + width));
    }
  }
  return { values, winograd, tiled };
}

function image({ height, width, channels }: Case): Float32Array {
  const key = streamKey(5, 'image');
  return Float32Array.from({ length: height * width * channels }, (_, i) => randomWords(key, i)[0] / 2 ** 31 - 1);
}

// Biases, which begin as zeros, are made to count.
function weightsOf(count: number, initial: Float32Array): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => initial[i] || ((i % 7) - 3) / 20);
}

function reference(of: Case): number[] {
  const { height, width, channels, filters, padding, pool } = of;
  const { chain } = planOf(of);
  const weights = weightsOf(chain.parameters, initialWeights(chain, 3));
  const pixels = image(of);
  const pad = padding === 'same' ? 1 : 0;
  const [rows, columns] = [height - 2 + 2 * pad, width - 2 + 2 * pad];
  const at = (co: number, y: number, x: number): number => {
    let sum = weights[9 * channels * filters + co] ?? 0;
    for (let ky = 0; ky < 3; ky++) {
      for (let kx = 0; kx < 3; kx++) {
        const [iy, ix] = [y + ky - pad, x + kx - pad];
        if (iy < 0 || ix < 0 || iy >= height || ix >= width) continue;
        for (let ci = 0; ci < channels; ci++) {
          const weight = weights[((ky * 3 + kx) * channels + ci) * filters + co] ?? 0;
          sum += (pixels[(iy * width + ix) * channels + ci] ?? 0) * weight;
        }
      }
    }
    return Math.max(0, sum);
  };
  const values: number[] = [];
  for (let co = 0; co < filters; co++) {
    for (let py = 0; py < Math.floor(rows / pool[0]); py++) {
      for (let px = 0; px < Math.floor(columns / pool[1]); px++) {
        let top = 0;
        for (let y = 0; y < pool[0]; y++) {
          for (let x = 0; x < pool[1]; x++) top = Math.max(top, at(co, py * pool[0] + y, px * pool[1] + x));
        }
        values.push(top);
      }
    }
  }
  return values;
}

const cases: Case[] = [];
for (let i = 0; i < 40; i++) {
  const pick = (from: number, to: number, n: number): number =>
    from + (randomWords(streamKey(i, 'case'), n)[0] % (to - from + 1));
  cases.push({
    height: pick(9, 40, 0),
    width: pick(9, 45, 1),
    channels: pick(1, 20, 2),
    filters: pick(1, 20, 3),
    padding: pick(0, 1, 4) === 0 ? 'same' : 'valid',
    pool: [pick(1, 7, 5), pick(1, 7, 6)],
  });
}

describe('3x3 convolutions', () => {
  it('agree with float64 and the direct kernel, with the same bits in training and inference', async () => {
    let taken = 0;
    let inTiles = 0;
    for (const of of cases) {
      const { values, winograd, tiled } = await run(of, false, false);
      if (winograd) taken += 1;
      if (tiled) inTiles += 1;
      const name = JSON.stringify(of);
      expect((await run(of, false, true)).values, name).toEqual(values);
      const direct = (await run(of, true, false)).values;
      const exact = reference(of);
      expect(values.length, name).toBe(exact.length);
      const largest = Math.max(1e-3, ...exact);
      exact.forEach((value, i) => {
        expect(Math.abs((values[i] ?? Number.NaN) - value), name).toBeLessThan((tiled ? 1e-5 : 4e-6) * largest);
        expect(Math.abs((direct[i] ?? Number.NaN) - value), name).toBeLessThan(2e-6 * largest);
      });
    }
    expect(taken).toBeGreaterThan(25);
    expect(inTiles).toBeGreaterThan(6);
  });

  it('choose the kernel by shape', () => {
    const chosen = (of: Partial<Case>): { band: number; winograd: boolean; tiled?: boolean } => {
      const base: Case = { height: 60, width: 40, channels: 3, filters: 16, padding: 'same', pool: [6, 6] };
      const { band, winograd } = convolutionOf(planOf({ ...base, ...of }).plan);
      return { band, winograd: winograd !== undefined, ...(winograd?.tiled ? { tiled: true } : {}) };
    };
    expect(chosen({})).toEqual({ band: 2, winograd: true });
    expect(chosen({ pool: [4, 4], filters: 4 })).toEqual({ band: 1, winograd: true });
    expect(chosen({ pool: [1, 1] })).toEqual({ band: 4, winograd: true });
    expect(chosen({ pool: [3, 1] })).toEqual({ band: 4, winograd: true });
    expect(chosen({ channels: 8, width: 33 })).toEqual({ band: 2, winograd: true, tiled: true });
    expect(chosen({ channels: 8, width: 36 })).toEqual({ band: 2, winograd: true, tiled: true });
    expect(chosen({ channels: 16, width: 20 })).toEqual({ band: 2, winograd: true });
    expect(chosen({ channels: 1, filters: 4 })).toEqual({ band: 1, winograd: false });
    expect(chosen({ width: 4, pool: [2, 1] })).toEqual({ band: 1, winograd: false });
    expect(chosen({ height: 3, pool: [1, 1] })).toEqual({ band: 1, winograd: false });
  });
});
