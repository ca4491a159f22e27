import { describe, expect, it } from 'vitest';
import { buildChain } from './chain.ts';
import { layers } from './layers/index.ts';
import { sequential } from './model.ts';

const relu = { padding: 'same', activation: 'relu' } as const;

describe('buildChain', () => {
  it('names layers as in Keras and counts multiply-adds', () => {
    const chain = buildChain(
      [
        layers.rescaling({ scale: 1 / 255 }),
        layers.conv2d({ filters: 4, kernelSize: 3, ...relu }),
        layers.maxPooling2d(),
        layers.conv2d({ filters: 8, kernelSize: [3, 5], name: 'second' }),
        layers.maxPooling2d({ poolSize: [2, 3] }),
        layers.flatten(),
        layers.dense({ units: 4, activation: 'softmax' }),
      ],
      [20, 30, 3],
    );
    expect(chain.layers.map(({ name }) => name)).toEqual([
      'rescaling',
      'conv2d',
      'maxPooling2d',
      'second',
      'maxPooling2d_1',
      'flatten',
      'dense',
    ]);
    expect(chain.layers.map(({ outputShape }) => outputShape.join('x'))).toEqual([
      '20x30x3',
      '20x30x4',
      '10x15x4',
      '8x11x8',
      '4x3x8',
      '96',
      '4',
    ]);
    expect(chain.layers.map(({ parameters }) => parameters)).toEqual([0, 112, 0, 488, 0, 0, 388]);
    expect(chain.parameters).toBe(988);
    expect(chain.multiplyAdds).toBe(20 * 30 * 4 * 27 + 8 * 11 * 8 * 60 + 96 * 4);
  });

  const errors: [string, () => unknown, string][] = [
    [
      'a pool that leaves nothing',
      () => buildChain([layers.maxPooling2d(), layers.maxPooling2d({ poolSize: 4 })], [8, 6, 3]),
      'maxPooling2d_1: pool 4 does not fit an input 3 wide',
    ],
    [
      'a kernel larger than its input',
      () => buildChain([layers.conv2d({ filters: 1, kernelSize: 5 })], [4, 9, 3]),
      'conv2d: kernel 5 does not fit an input 4 high',
    ],
    [
      'dense without flatten',
      () => buildChain([layers.dense({ units: 2 })], [4, 4, 3]),
      'dense: needs a flat input, got [4, 4, 3]; put layers.flatten() before it',
    ],
    [
      'a convolution after flatten',
      () => buildChain([layers.flatten(), layers.conv2d({ filters: 1, kernelSize: 1 })], [4, 4, 3]),
      'conv2d: needs an input of [height, width, channels], got [48]',
    ],
    [
      'two layers of one name',
      () => buildChain([layers.flatten({ name: 'a' }), layers.flatten({ name: 'a' })], [4, 4, 3]),
      'duplicate layer name a',
    ],
    [
      'a flip after a convolution',
      () => sequential([layers.conv2d({ filters: 1, kernelSize: 1 }), layers.randomFlip()], { inputShape: [2, 2, 1] }),
      'randomFlip: augmentation must come before',
    ],
    [
      'no filters',
      () => layers.conv2d({ filters: 0, kernelSize: 3 }),
      'conv2d: filters must be a whole number of at least 1, got 0',
    ],
    ['dropout of everything', () => layers.dropout({ rate: 1 }), 'dropout: rate must be at least 0 and below 1, got 1'],
    [
      'an empty input',
      () => buildChain([layers.flatten()], [0, 4, 3]),
      'inputShape must be [height, width, channels], each at least 1',
    ],
    ['no layers', () => buildChain([], [4, 4, 3]), 'at least one layer'],
  ];
  for (const [name, make, message] of errors) it(`refuses ${name}`, () => expect(make).toThrow(message));
});
