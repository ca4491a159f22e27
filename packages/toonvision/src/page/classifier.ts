// Classifier for web pages: loads an exported model and classifies canvas pixels like `toonvision predict`.
import { ModelError, modelFromFiles, openPredictor, type Predictor } from '@toonvision/nn';
import { type InputSize, type PixelBox, type Pixels, renderPixels } from './renderPixels.ts';

/** Content of labels.json, written by `toonvision export --format web`. */
export interface Labels {
  run: string;
  target: string;
  /** Class names in the order of the outputs. */
  classes: string[];
  /** Display names of classes. */
  classNames: Record<string, string>;
  input: InputSize;
}

/** A class and its predicted probability. */
export interface ClassProbability {
  class: string;
  /** Display name. */
  name: string;
  /** 0 to 1. */
  probability: number;
}

/** An image classifier; create one with `openClassifier` or `createClassifier`. */
export class Classifier {
  readonly labels: Labels;
  readonly #predictor: Predictor;

  /** Use `openClassifier` or `createClassifier` instead. */
  constructor(labels: Labels, predictor: Predictor) {
    this.labels = labels;
    this.#predictor = predictor;
  }

  /**
   * Classifies an image, or a box in it. Results are bit-identical to `toonvision predict` for the same pixels.
   * Lossless formats decode to the same pixels everywhere; JPEG decoders differ slightly.
   *
   * @returns all classes, most probable first
   * @throws ModelError if the number of bytes does not match the size, or the box is empty or outside the image
   *
   * @example
   * const context = canvas.getContext('2d');
   * const [best] = classifier.classify(context.getImageData(0, 0, canvas.width, canvas.height));
   * best.name; // 'Sellbot'
   */
  classify(pixels: Pixels, box?: PixelBox): ClassProbability[] {
    const outputs = this.#predictor.predict(renderPixels(pixels, this.labels.input, box));
    return this.labels.classes
      .map((name, index) => ({
        class: name,
        name: this.labels.classNames[name] ?? name,
        probability: outputs[index] ?? 0,
      }))
      .sort((a, b) => b.probability - a.probability);
  }
}

function parseLabels(value: unknown): Labels {
  const labels = value as Partial<Labels> | null;
  const isComplete =
    Array.isArray(labels?.classes) && labels.classes.length >= 2 && typeof labels.input?.height === 'number';
  if (!isComplete) throw new ModelError('labels.json: classes or input size are missing; export the run again');
  return { ...labels, classNames: labels.classNames ?? {} } as Labels;
}

/**
 * Creates a classifier from the contents of exported files.
 *
 * @param files parsed labels.json, text of model.json, bytes of weights.safetensors
 * @throws ModelError if the files are invalid or do not belong together
 */
export async function createClassifier(files: {
  labels: unknown;
  modelJson: string;
  weights: Uint8Array;
}): Promise<Classifier> {
  const labels = parseLabels(files.labels);
  const model = modelFromFiles({ modelJson: files.modelJson, weights: files.weights });
  const expected = `${labels.input.height}x${labels.input.width}x3`;
  if (model.inputShape.join('x') !== expected || model.outputShape[0] !== labels.classes.length)
    throw new ModelError(
      `model.json has input ${model.inputShape.join('x')} and ${model.outputShape[0]} classes, ` +
        `labels.json has input ${expected} and ${labels.classes.length} classes`,
    );
  return new Classifier(labels, await openPredictor(model));
}

/**
 * Fetches the files that `toonvision export <run> --format web` wrote and creates a classifier.
 *
 * @param folder URL of the exported folder, ending with a slash
 * @throws ModelError if a file cannot be fetched or is invalid
 *
 * @example
 * const classifier = await openClassifier('./');
 */
export async function openClassifier(folder: string): Promise<Classifier> {
  const fetchFile = async (name: string): Promise<Response> => {
    const response = await fetch(`${folder}${name}`).catch((error: unknown) => {
      throw new ModelError(`${name}: failed to fetch; is the folder served over HTTP?`, { cause: error });
    });
    if (!response.ok) throw new ModelError(`${name}: the server responded with ${response.status}`);
    return response;
  };
  const [labels, modelJson, weights] = await Promise.all([
    fetchFile('labels.json').then((response) => response.json() as Promise<unknown>),
    fetchFile('model.json').then((response) => response.text()),
    fetchFile('weights.safetensors').then(async (response) => new Uint8Array(await response.arrayBuffer())),
  ]);
  return createClassifier({ labels, modelJson, weights });
}
