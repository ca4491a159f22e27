// Searches more than layers: image size, augmentation, learning rate, batch size and class weights.
// toonvision tune --space examples/spaces/whole-training.ts --objective valMacroF1 --objective multiplyAdds
import { layers } from '@toonvision/nn';
import type { SpaceFunction } from 'toonvision';

const space: SpaceFunction = (hp, input, classes) => {
  const shrink = hp.choice('shrink', [1, 2, 3]);
  const depth = hp.int('depth', { min: 1, max: 3 });
  hp.choice('augment', ['flip', 'flipAndRotate']);
  const rotation = hp.conditionalScope('augment', ['flipAndRotate'], () =>
    hp.float('rotation', { min: 0.01, max: 0.1, sampling: 'log' }),
  );
  return {
    input: { height: Math.round(input.height / shrink), width: Math.round(input.width / shrink) },
    model: [
      layers.randomFlip({ mode: 'horizontal' }),
      ...(rotation === undefined ? [] : [layers.randomRotation({ factor: rotation })]),
      layers.rescaling({ scale: 1 / 255 }),
      ...Array.from({ length: depth }, (_, index) => [
        layers.conv2d({
          filters: hp.int('filters', { min: 4, max: 16, step: 4 }) * (index + 1),
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
        }),
        layers.maxPooling2d({ poolSize: hp.int('pool', { min: 2, max: 6 }) }),
      ]).flat(),
      layers.flatten(),
      layers.dropout({ rate: hp.float('dropout', { min: 0, max: 0.6, step: 0.2 }) }),
      layers.dense({ units: classes, activation: 'softmax' }),
    ],
    train: {
      learningRate: hp.float('rate', { min: 3e-4, max: 1e-2, sampling: 'log' }),
      batchSize: hp.choice('batch', [16, 32, 64]),
      classWeight: hp.choice('class_weight', ['none', 'balanced'] as const),
    },
  };
};
export default space;
