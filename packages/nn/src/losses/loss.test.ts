import { expect, it } from 'vitest';
import { losses, lossForm, lossNames, lossOf } from './index.ts';

it('resolves a name to the loss with its defaults, and survives a JSON round trip', () => {
  for (const name of lossNames) {
    const loss = losses[name]();
    expect(lossOf(name)).toEqual(loss);
    expect(lossOf(JSON.parse(JSON.stringify(loss)))).toEqual(loss);
  }
  const focal = losses.categoricalFocalCrossentropy({ alpha: [1, 2], gamma: 1, labelSmoothing: 0.1, fromLogits: true });
  expect(lossOf(focal)).toEqual(focal);
});

it('rejects unknown names and options, and values out of range', () => {
  expect(() => lossOf('mse' as 'binaryCrossentropy')).toThrow('no loss mse; there are sparseCategoricalCrossentropy');
  expect(() => lossOf({ ...losses.binaryCrossentropy(), gama: 2 } as never)).toThrow(
    'binaryCrossentropy: unknown option gama',
  );
  expect(() => losses.binaryCrossentropy({ labelSmoothing: 1 })).toThrow(
    'labelSmoothing must be at least 0 and below 1',
  );
  expect(() => losses.binaryFocalCrossentropy({ alpha: 2 })).toThrow('alpha must be from 0 to 1, got 2');
  expect(() => losses.categoricalFocalCrossentropy({ gamma: Number.NaN })).toThrow(
    'gamma must be at least 0 and finite',
  );
  expect(() => losses.categoricalFocalCrossentropy({ alpha: [1, -1] })).toThrow('alpha[1] must be at least 0');
  expect(() => losses.categoricalCrossentropy({ fromLogits: 1 as unknown as boolean })).toThrow('true or false, got 1');
});

it('accepts one alpha for all classes or one per class', () => {
  expect(lossForm(losses.categoricalFocalCrossentropy({ alpha: 0.5 }), 3)).toMatchObject({ alphas: [0.5, 0.5, 0.5] });
  expect(lossForm(losses.categoricalFocalCrossentropy({ alpha: [1, 2] }), 2)).toMatchObject({ alphas: [1, 2] });
  expect(() => lossForm(losses.categoricalFocalCrossentropy({ alpha: [1, 2] }), 3)).toThrow(
    'alpha needs one factor for each of 3 classes, got 2',
  );
  expect(lossForm(losses.binaryFocalCrossentropy({ alpha: 0.25 }), 1)).toMatchObject({
    positive: 0.25,
    negative: 0.75,
  });
});
