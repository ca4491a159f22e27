import { expect, it } from 'vitest';
import { adam } from './adam.ts';
import { adamW } from './adamW.ts';
import { clipFactor, clipOption } from './globalClipNorm.ts';
import type { Optimizer } from './optimizer.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

it('scales the norm down to the limit and never up', () => {
  const gradients = Float32Array.from({ length: 1000 }, (_, i) => ((i * 37) % 101) / 25 - 2);
  const norm = Math.sqrt(gradients.reduce((sum, g) => sum + g * g, 0));
  const clipped = Array.from(gradients, (g) => g * clipFactor(gradients, 1.5));
  expect(Math.sqrt(clipped.reduce((sum, g) => sum + g * g, 0))).toBeCloseTo(1.5, 12);
  expect(clipFactor(gradients, norm)).toBe(1);
  expect(clipFactor(gradients, norm + 1)).toBe(1);
  expect(clipFactor(gradients, undefined)).toBe(1);
  expect(clipFactor(new Float32Array(3), 1)).toBe(1);
});

it('neither hides nor introduces NaN', () => {
  expect(clipFactor(Float32Array.of(Number.NaN, 1), 1)).toBe(1);
  expect(Number.POSITIVE_INFINITY * clipFactor(Float32Array.of(Number.POSITIVE_INFINITY), 1)).toBeNaN();
});

it('is an option of every optimizer: a clipped step is the step of the scaled gradients', () => {
  const make: Record<string, (globalClipNorm?: number) => Optimizer> = {
    sgd: (limit) => sgd({ learningRate: 0.1, momentum: 0.9, ...clipOption('sgd', limit) }),
    rmsprop: (limit) => rmsprop({ learningRate: 0.1, ...clipOption('rmsprop', limit) }),
    adam: (limit) => adam({ learningRate: 0.1, ...clipOption('adam', limit) }),
    adamW: (limit) => adamW({ learningRate: 0.1, ...clipOption('adamW', limit) }),
  };
  for (const [name, optimizer] of Object.entries(make)) {
    // Norms 5, scaled by a power of two so that the scaled gradients are exact, and 0.5, which is below the limit.
    const steps = [Float32Array.of(3, 4), Float32Array.of(0.3, -0.4)];
    const clipped = Float32Array.of(1, -1);
    const scaled = Float32Array.of(1, -1);
    const [a, b] = [optimizer(1.25), optimizer()];
    const [stateA, stateB] = [a.init(2), b.init(2)];
    for (const gradients of steps) {
      const before = gradients.slice();
      a.update(stateA, clipped, gradients, 0.1);
      expect(gradients, `${name} leaves the gradients alone`).toEqual(before);
      b.update(stateB, scaled, gradients === steps[0] ? gradients.map((g) => g / 4) : gradients, 0.1);
    }
    expect(clipped, name).toEqual(scaled);
    expect(a.options.globalClipNorm).toBe(1.25);
    expect(b.options).not.toHaveProperty('globalClipNorm');
    expect(() => optimizer(0)).toThrow(`${name}: globalClipNorm must be above 0, got 0`);
  }
});
