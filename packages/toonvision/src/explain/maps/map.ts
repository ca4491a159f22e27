// An explanation map: how much each place of a image speaks for a class, as plain data.

/** Ways to explain; see the file of each. */
export const MAP_METHODS = [
  'gradCam',
  'gradCamPlusPlus',
  'hiResCam',
  'layerCam',
  'cam',
  'occlusion',
  'integratedGradients',
  'smoothGrad',
] as const;
/** The name of a method that makes maps. */
export type MapMethod = (typeof MAP_METHODS)[number];

/** What stands in titles. */
export const METHOD_TITLES: Readonly<Record<MapMethod, string>> = {
  gradCam: 'Grad-CAM',
  gradCamPlusPlus: 'Grad-CAM++',
  hiResCam: 'HiResCAM',
  layerCam: 'Layer-CAM',
  cam: 'CAM',
  occlusion: 'Occlusion',
  integratedGradients: 'Integrated gradients',
  smoothGrad: 'SmoothGrad',
};

/** The number that is explained: before the softmax, or after it. */
export type ScoreKind = 'logit' | 'probability';

/** Where the cells of a map lie in the image at the model's size, in pixels; pixel 0 has its middle at 0.5. */
export interface CellGrid {
  /** Middle of the first cell. */
  top: number;
  left: number;
  /** From a cell to the next. */
  stepY: number;
  stepX: number;
}

/** A map of a class over a image, before it is colored. */
export interface ExplanationMap {
  method: MapMethod;
  /** The layer it is of; `input` where the method needs none. */
  layer: string;
  of: ScoreKind;
  /** Which class, in the model's order. */
  classIndex: number;
  height: number;
  width: number;
  /** [height, width], row by row. Above 0 speaks for the class; below 0, where the method knows that, against it. */
  values: Float32Array;
  grid: CellGrid;
  /** The largest value, 0 where none is above 0. Maps of one method, layer and model may be compared by it. */
  peak: number;
  /** No value is above 0: nothing speaks for the class, or nothing was left of it. */
  isZero: boolean;
}

/** Completes a map by what follows from its values. */
export function finishMap(map: Omit<ExplanationMap, 'peak' | 'isZero'>): ExplanationMap {
  let peak = 0;
  for (const value of map.values) if (value > peak) peak = value;
  return { ...map, peak, isZero: peak === 0 };
}

/** Channels-last values of a layer: an activation or a gradient. */
export interface Planes {
  height: number;
  width: number;
  channels: number;
  /** [height, width, channels] */
  data: Float32Array;
}

/** Each cell's sum over the channels of `term`, negative sums cut off: what the methods below have in common. */
export function rectifiedSum(
  { height, width, channels }: Planes,
  term: (at: number, channel: number) => number,
): Float32Array {
  const values = new Float32Array(height * width);
  for (let cell = 0; cell < values.length; cell += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1) sum += term(cell * channels + c, c);
    values[cell] = Math.max(0, sum);
  }
  return values;
}
