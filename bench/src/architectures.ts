// The two models that are measured, in the one description from which every contender builds its own.

export interface Stage {
  filters: number;
  kernelSize: number;
  /** Sizes of the max pools that follow the convolution, in order. */
  pools: readonly [number, number];
}

export interface Architecture {
  name: ModelName;
  height: number;
  width: number;
  channels: number;
  classes: number;
  /** A random horizontal flip of every image while training. */
  flip: boolean;
  stages: readonly [Stage, Stage];
  /** Dropout after the first stage's pools and before the dense layer. */
  dropouts: readonly [number, number];
}

export const MODEL_NAMES = ['baseline', 'tuned'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

const INPUT = { height: 600, width: 200, channels: 3, classes: 4 } as const;

export const ARCHITECTURES: Readonly<Record<ModelName, Architecture>> = {
  baseline: {
    name: 'baseline',
    ...INPUT,
    flip: false,
    stages: [
      { filters: 4, kernelSize: 3, pools: [2, 2] },
      { filters: 8, kernelSize: 3, pools: [2, 2] },
    ],
    dropouts: [0, 0],
  },
  tuned: {
    name: 'tuned',
    ...INPUT,
    flip: true,
    stages: [
      { filters: 16, kernelSize: 3, pools: [3, 2] },
      { filters: 12, kernelSize: 3, pools: [2, 3] },
    ],
    dropouts: [0.2, 0.3],
  },
};

/** Height, width and channels of what the flatten layer gets: each pool divides and drops the rest. */
export function flattenedShape({ height, width, stages }: Architecture): [number, number, number] {
  let [h, w] = [height, width];
  for (const size of stages.flatMap((stage) => stage.pools)) [h, w] = [Math.floor(h / size), Math.floor(w / size)];
  return [h, w, stages[1].filters];
}

/** Trainable parameters of the whole model. */
export function parameterCount(architecture: Architecture): number {
  const [first, second] = architecture.stages;
  const conv = (inputs: number, { filters, kernelSize }: Stage): number => (inputs * kernelSize ** 2 + 1) * filters;
  const [h, w, c] = flattenedShape(architecture);
  return conv(architecture.channels, first) + conv(first.filters, second) + (h * w * c + 1) * architecture.classes;
}
