// Error of the activation kernels against the exact functions, over the relevant range of floats.
import { describe, expect, it } from 'vitest';
import { functionOf } from '../../test/reference/activation.ts';
import type { ActivationFunction } from '../activationName.ts';
import { buildChain } from '../chain.ts';
import { compilePlan } from '../compile/index.ts';
import { packWeights, preparePlan, runBackward, runForward } from '../execute/runPlan.ts';
import { instantiateKernels, machineOf } from '../kernels.ts';
import { layers } from '../layers/index.ts';
import { loadKernels } from '../platform/index.ts';

// Computes values and slopes of an activation at floats.
async function run(
  options: ActivationFunction,
  at: Float32Array,
): Promise<{ value: Float32Array; slope: Float32Array }> {
  // A second activation, so that a final sigmoid is not computed with the loss.
  const chain = buildChain(
    [layers.activation(options), layers.activation({ activation: 'linear' })],
    [1, at.length, 1],
  );
  const plan = compilePlan(chain, { pixelFormat: 'float32', inputGradient: true });
  const machine = machineOf(await instantiateKernels(await loadKernels(), plan.memoryBytes));
  preparePlan(machine, plan);
  packWeights(machine, plan, new Float32Array(0));
  machine.floats.set(at, plan.load.pixels / 4);
  runForward(machine, plan, { keys: new Map(), sample: 0, epoch: 1 });
  const { value } = plan.logits;
  machine.floats.fill(1, plan.logits.gradient / 4, plan.logits.gradient / 4 + at.length);
  runBackward(machine, plan);
  const gradient = plan.load.output.gradient;
  return {
    value: machine.floats.slice(value / 4, value / 4 + at.length),
    slope: machine.floats.slice(gradient / 4, gradient / 4 + at.length),
  };
}

const points = Float32Array.from([
  ...Array.from({ length: 24001 }, (_, i) => (i - 12000) / 1000),
  ...Array.from({ length: 400 }, (_, i) => (i - 200) / 2),
  ...[1e-30, -1e-30, 1e-7, -1e-7, 1e4, -1e4, 1e20, -1e20],
]);

const cases: [ActivationFunction, number, number][] = [
  [{ activation: 'relu' }, 0, 0],
  [{ activation: 'leakyRelu', negativeSlope: 0.3 }, 1e-7, 1e-7],
  [{ activation: 'elu', alpha: 1.5 }, 2e-7, 3e-7],
  [{ activation: 'tanh' }, 2e-7, 3e-7],
  [{ activation: 'sigmoid' }, 2e-7, 2e-7],
  [{ activation: 'gelu' }, 4e-7, 6e-7],
  [{ activation: 'gelu', approximate: true }, 4e-7, 2e-6],
];

describe('error relative to the larger of 1 and the exact value', () => {
  for (const [options, ofValue, ofSlope] of cases) {
    it(`${JSON.stringify(options)}: ${ofValue}, slope ${ofSlope}`, async () => {
      const actual = await run(options, points);
      const exact = functionOf(options.activation, options);
      let worst = 0;
      let worstSlope = 0;
      points.forEach((x, i) => {
        const value = exact.value(x);
        worst = Math.max(worst, Math.abs(actual.value[i]! - value) / Math.max(1, Math.abs(value)));
        // Further out the reference formulas multiply infinity by 0; only check that the engine's slopes are finite.
        if (Math.abs(x) > 1000) return;
        const slope = exact.slope(x);
        worstSlope = Math.max(worstSlope, Math.abs(actual.slope[i]! - slope) / Math.max(1, Math.abs(slope)));
      });
      expect(actual.slope.every(Number.isFinite)).toBe(true);
      expect(worst).toBeLessThanOrEqual(ofValue);
      expect(worstSlope).toBeLessThanOrEqual(ofSlope);
    });
  }
});

it('tanh, elu and the lower tails of sigmoid and gelu have a relative error of at most 2e-6', async () => {
  const small = points.filter((x) => x !== 0 && Math.abs(x) < 5);
  for (const activation of ['tanh', 'elu', 'sigmoid', 'gelu'] as const) {
    const { value } = await run({ activation }, small);
    const exact = functionOf(activation).value;
    let worst = 0;
    small.forEach((x, i) => {
      worst = Math.max(worst, Math.abs(value[i]! / exact(x) - 1));
    });
    expect(worst, activation).toBeLessThan(2e-6);
  }
});

it('propagates NaN', async () => {
  for (const [options] of cases) {
    const { value } = await run(options, Float32Array.of(1, Number.NaN, 2));
    expect(Number.isNaN(value[1]), options.activation).toBe(true);
    expect(Number.isNaN(value[0]), options.activation).toBe(false);
  }
});
