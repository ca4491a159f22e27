// The measured models as layers of @toonvision/nn.
import { layers, type Sequential, sequential } from '@toonvision/nn';
import { type Architecture, parameterCount } from './architectures.ts';

/** The built and compilable model; stops when it is not the model the peers build. */
export function ourModel(architecture: Architecture): Sequential {
  const { name, height, width, channels, classes, flip, stages, dropouts } = architecture;
  const chain = [
    ...(flip ? [layers.randomFlip({ mode: 'horizontal' })] : []),
    layers.rescaling({ scale: 1 / 255 }),
    ...stages.flatMap(({ filters, kernelSize, pools }, index) => [
      layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu' }),
      ...pools.map((poolSize) => layers.maxPooling2d({ poolSize })),
      ...(index === 0 ? [layers.dropout({ rate: dropouts[0] })] : []),
    ]),
    layers.flatten(),
    layers.dropout({ rate: dropouts[1] }),
    layers.dense({ units: classes, activation: 'softmax' }),
  ];
  const model = sequential(chain, { inputShape: [height, width, channels], seed: 1, name });
  if (model.parameters !== parameterCount(architecture))
    throw new Error(`${name}: ${model.parameters} parameters, the peers have ${parameterCount(architecture)}`);
  return model;
}
