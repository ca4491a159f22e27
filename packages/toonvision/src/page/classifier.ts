// A run's model in a page: pixels in, probabilities out, brought to size by the same whole numbers as in training.
import { ModelError, modelFromFiles, openPredictor, type Predictor } from '@toonvision/nn';
import { type InputSize, type PixelBox, type Pixels, renderPixels } from './renderPixels.ts';

/** What `export --format web` writes as labels.json. */
export interface Labels {
  run: string;
  target: string;
  /** In the order of the outputs. */
  classes: string[];
  /** What to print for a class. */
  classNames: Record<string, string>;
  input: InputSize;
}

/** A class with the probability that the model gives it. */
export interface Guess {
  class: string;
  /** What to print. */
  name: string;
  /** 0 to 1. */
  probability: number;
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
    const outputs = this.#predictor.predict(renderPixels(pixels, this.labels.input, box));
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
