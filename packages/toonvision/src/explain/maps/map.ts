// Explanation maps: how much each position of an image supports a class, as plain data.

/** Explanation methods; each is defined in a file of its own name. */
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
/** Name of an explanation method. */
export type MapMethod = (typeof MAP_METHODS)[number];

/** Display names of methods. */
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

/** Score to explain: before the softmax (`logit`) or after it. */
export type ScoreKind = 'logit' | 'probability';

/** Position of a map's cells in the model's input, in pixels; the center of pixel 0 is at 0.5. */
export interface CellGrid {
  /** Center of the first cell. */
  top: number;
  left: number;
  /** Distance between cell centers. */
  stepY: number;
  stepX: number;
}

/** A map of a class for an image. */
export interface ExplanationMap {
  method: MapMethod;
  /** Explained layer; `input` for methods that explain the input. */
  layer: string;
  of: ScoreKind;
  /** Index of the class. */
  classIndex: number;
  height: number;
  width: number;
  /** [height, width], row by row. Positive values support the class; negative ones, if any, oppose it. */
  values: Float32Array;
  grid: CellGrid;
  /** Maximum value, at least 0. Comparable between maps of the same method, layer and model. */
  peak: number;
  /** Whether no value is positive. */
  isZero: boolean;
}

/** Adds the peak of a map. */
export function finishMap(map: Omit<ExplanationMap, 'peak' | 'isZero'>): ExplanationMap {
  let peak = 0;
  for (const value of map.values) if (value > peak) peak = value;
  return { ...map, peak, isZero: peak === 0 };
}

/** Channels-last activations or gradients of a layer. */
export interface Planes {
  height: number;
  width: number;
  channels: number;
  /** [height, width, channels] */
  data: Float32Array;
}

/** Computes max(0, sum over channels of `term`) for each cell. */
export function rectifiedSum(
  { height, width, channels }: Planes,
  term: (index: number, channel: number) => number,
): Float32Array {
  const values = new Float32Array(height * width);
  for (let cell = 0; cell < values.length; cell += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1) sum += term(cell * channels + c, c);
    values[cell] = Math.max(0, sum);
  }
  return values;
}
