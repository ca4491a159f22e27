// A run's model in a page: pixels in, probabilities out, brought to size by the same whole numbers as in training.
import { ModelError, modelFromFiles, openPredictor, type Predictor } from '@toonvision/nn';
// Past the room's door, which leads to files and decoders that a page has not.
import { type PixelArea, plainResize, resample } from '../dataset/resample.ts';

/** What `export --format web` writes as labels.json. */
export interface Labels {
  run: string;
  target: string;
  /** In the order of the outputs. */
  classes: string[];
  /** What to print for a class. */
  classNames: Record<string, string>;
  input: {
    height: number;
    width: number;
    fit: 'stretch' | 'letterbox';
    interpolation: 'bilinear' | 'nearest' | 'bicubic';
  };
}

/** Pixels as a canvas gives them (`ImageData`): RGBA, 4 bytes a pixel. */
export interface Pixels {
  data: Uint8ClampedArray | Uint8Array;
  width: number;
  height: number;
}

/** A box in whole pixels of the picture; `xmax` and `ymax` are outside. */
export interface PixelBox {
  xmin: number;
  ymin: number;
  xmax: number;
  ymax: number;
}

export interface Guess {
  class: string;
  /** What to print. */
  name: string;
  /** 0 to 1. */
  probability: number;
}

/** RGB of RGBA, transparent parts on black, as samples are cut. */
function opaque({ data, width, height }: Pixels): Uint8Array {
  const pixels = width * height;
  if (data.length !== pixels * 4)
    throw new ModelError(`the picture has ${data.length} bytes; ${width}x${height} RGBA pixels have ${pixels * 4}`);
  const rgb = new Uint8Array(pixels * 3);
  for (let at = 0; at < pixels; at += 1) {
    const alpha = data[at * 4 + 3] ?? 255;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = data[at * 4 + channel] ?? 0;
      rgb[at * 3 + channel] = alpha === 255 ? value : Math.round((value * alpha) / 255);
    }
  }
  return rgb;
}

/** Made by `openClassifier` and `makeClassifier`. */
export class Classifier {
  readonly labels: Labels;
  readonly #predictor: Predictor;

  /** Use `openClassifier`. */
  constructor(labels: Labels, predictor: Predictor) {
    this.labels = labels;
    this.#predictor = predictor;
  }

  /**
   * What the model thinks of a picture, or of a box in it, the likeliest class first. The same bits as `toonvision predict` for the
   * same pixels; lossless pictures have the same pixels everywhere, of JPEG each decoder makes its own.
   *
   * @throws ModelError where the pixels do not fit the size, or the box has none
   *
   * @example
   * const context = canvas.getContext('2d');
   * const [best] = classifier.classify(context.getImageData(0, 0, canvas.width, canvas.height));
   * best.name; // 'Sellbot'
   */
  classify(pixels: Pixels, box?: PixelBox): Guess[] {
    const { width, height } = pixels;
    const { xmin, ymin, xmax, ymax } = box ?? { xmin: 0, ymin: 0, xmax: width, ymax: height };
    const isIn = [xmin, ymin, xmax, ymax].every(Number.isInteger) && xmin >= 0 && ymin >= 0;
    if (!isIn || xmax > width || ymax > height || xmin >= xmax || ymin >= ymax)
      throw new ModelError(`the box ${xmin},${ymin} to ${xmax},${ymax} has no whole pixels in ${width}x${height}`);
    const area: PixelArea = {
      data: opaque(pixels),
      offset: (ymin * width + xmin) * 3,
      stride: width * 3,
      width: xmax - xmin,
      height: ymax - ymin,
    };
    const outputs = this.#predictor.predict(resample(area, this.labels.input, plainResize));
    return this.labels.classes
      .map((one, at) => ({ class: one, name: this.labels.classNames[one] ?? one, probability: outputs[at] ?? 0 }))
      .sort((a, b) => b.probability - a.probability);
  }
}

function labelsOf(value: unknown): Labels {
  const found = value as Partial<Labels> | null;
  const isWhole = Array.isArray(found?.classes) && found.classes.length >= 2 && typeof found.input?.height === 'number';
  if (!isWhole) throw new ModelError('labels.json: it names no classes and no input size; export the run again');
  return { ...found, classNames: found.classNames ?? {} } as Labels;
}

/**
 * A classifier of files that are at hand.
 *
 * @param files the texts of labels.json and model.json, the bytes of weights.safetensors
 * @throws ModelError where they do not belong together
 */
export async function makeClassifier(files: {
  labels: unknown;
  modelJson: string;
  weights: Uint8Array;
}): Promise<Classifier> {
  const labels = labelsOf(files.labels);
  const model = modelFromFiles({ modelJson: files.modelJson, weights: files.weights });
  const expected = `${labels.input.height}x${labels.input.width}x3`;
  if (model.inputShape.join('x') !== expected || model.outputShape[0] !== labels.classes.length)
    throw new ModelError(
      `model.json takes ${model.inputShape.join('x')} for ${model.outputShape[0]} classes; labels.json says ${expected} for ${labels.classes.length}`,
    );
  return new Classifier(labels, await openPredictor(model));
}

/**
 * Fetches what `toonvision export <run> --format web` has written.
 *
 * @param folder its address, with a slash at the end
 * @throws ModelError naming the file that cannot be fetched or read
 *
 * @example
 * const classifier = await openClassifier('./');
 */
export async function openClassifier(folder: string): Promise<Classifier> {
  const take = async (name: string): Promise<Response> => {
    const answer = await fetch(`${folder}${name}`).catch((error: unknown) => {
      throw new ModelError(`${name}: it cannot be fetched; is the folder served?`, { cause: error });
    });
    if (!answer.ok) throw new ModelError(`${name}: the server answers ${answer.status}`);
    return answer;
  };
  const [labels, modelJson, weights] = await Promise.all([
    take('labels.json').then((answer) => answer.json() as Promise<unknown>),
    take('model.json').then((answer) => answer.text()),
    take('weights.safetensors').then(async (answer) => new Uint8Array(await answer.arrayBuffer())),
  ]);
  return makeClassifier({ labels, modelJson, weights });
}
