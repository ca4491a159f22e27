// A predictor: a model kept open for immediate predictions of single images.
import { runForward } from '../execute/index.ts';
import type { Sequential } from '../model.ts';
import { loadImage, type OpenModel, openModel, readOutputs } from './openModel.ts';

/** A model opened for predictions of single images. Create one with `openPredictor`. */
export class Predictor {
  readonly #model: OpenModel;

  /** Use `openPredictor`. */
  constructor(model: OpenModel) {
    this.#model = model;
  }

  /**
   * Predicts one image, synchronously in the calling thread. Gives the same bits as `model.predict`.
   *
   * @param pixels [height, width, channels], bytes or floats as the predictor was opened for
   * @returns outputs [classes], probabilities after a softmax or sigmoid
   * @throws ModelError if the image has the wrong size or pixel format, or a value is not finite
   */
  predict(pixels: Uint8Array | Float32Array): Float32Array {
    loadImage(this.#model, pixels);
    runForward(this.#model.machine, this.#model.plan);
    return readOutputs(this.#model);
  }
}

/**
 * Opens a model with its current weights for predictions of single images, for example from a camera or a request. Use
 * `model.predict` for many images at once; it has a higher cost per call.
 *
 * @param options.pixelFormat type of the pixel values; default `uint8`
 * @example
 * const predictor = await openPredictor(model);
 * const probabilities = predictor.predict(pixels);
 */
export async function openPredictor(
  model: Sequential,
  options: { pixelFormat?: 'uint8' | 'float32' } = {},
): Promise<Predictor> {
  return new Predictor(await openModel(model, options));
}
