// A predictor: a model kept open, for one picture after the other without a wait.
import { runForward } from '../execute/index.ts';
import type { Sequential } from '../model.ts';
import { loadPicture, type OpenModel, openModel, readOutputs } from './openModel.ts';

/** Made by `openPredictor`. */
export class Predictor {
  readonly #model: OpenModel;

  /** Use `openPredictor`. */
  constructor(model: OpenModel) {
    this.#model = model;
  }

  /**
   * One picture, computed at once in the calling thread; the same bits as `model.predict`.
   *
   * @param pixels [height, width, channels], bytes or floats as the predictor was opened for
   * @returns outputs [classes]: probabilities after a softmax or sigmoid
   * @throws ModelError for a picture of another size or kind, and for values that are no finite numbers
   */
  predict(pixels: Uint8Array | Float32Array): Float32Array {
    loadPicture(this.#model, pixels);
    runForward(this.#model.machine, this.#model.plan);
    return readOutputs(this.#model);
  }
}

/**
 * Opens a model as it is now for single pictures: a camera, a request, a box that moves. `model.predict` is for many
 * pictures at once; it starts anew each time.
 *
 * @param options.pixelFormat what pictures are made of; default bytes
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
