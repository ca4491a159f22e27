// The counts against the known ones of the two models, and the backward ones by hand.
import { expect, it } from 'vitest';
import { ARCHITECTURES } from './architectures.ts';
import { multiplyAdds } from './multiplyAdds.ts';

it('counts 15.1 and 57.6 million for the two models', () => {
  expect(multiplyAdds(ARCHITECTURES.baseline).forward).toBe(600 * 200 * 108 + 150 * 50 * 288 + 3552 * 4);
  expect(multiplyAdds(ARCHITECTURES.baseline).forward / 1e6).toBeCloseTo(15.1, 1);
  expect(multiplyAdds(ARCHITECTURES.tuned).forward / 1e6).toBeCloseTo(57.5, 1);
});

it('counts the backward pass at pooled cells, or everywhere', () => {
  const { sparseBackward, denseBackward } = multiplyAdds(ARCHITECTURES.baseline);
  expect(sparseBackward).toBe(150 * 50 * 108 + 2 * 37 * 12 * 288 + 2 * 3552 * 4);
  expect(denseBackward).toBe(600 * 200 * 108 + 2 * 150 * 50 * 288 + 2 * 3552 * 4);
});
