// Model functions: from input size and number of classes to layers.
import { type LayerSpec, type Sequential, sequential, sizeOf } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

/** Size of an image in pixels, with its number of channels. */
export interface ImageSize {
  height: number;
  width: number;
  /** 3 for RGB. */
  channels: number;
}

/** Options that a model function passes to `sequential`. */
export interface ModelOptions {
  /** Seed of weight initialization and dropout. Default 0. */
  seed?: number;
  /** Name of the model. Default: the built-in name or the file name. */
  name?: string;
}

/**
 * An architecture: returns the layers, or a `Sequential`, for an input size and a number of classes. With a list of
 * layers the seed of the run is applied for you; a function that returns a `Sequential` must pass on `options.seed`
 * itself.
 *
 * @example
 * export default (input, classes) => [
 *   layers.rescaling({ scale: 1 / 255 }),
 *   layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu' }),
 *   layers.maxPooling2d({ poolSize: 4 }),
 *   layers.flatten(),
 *   layers.dense({ units: classes, activation: 'softmax' }),
 * ];
 */
export type ModelFunction = (
  input: ImageSize,
  classes: number,
  options?: ModelOptions,
) => Sequential | readonly LayerSpec[];

/** A model function that always returns a `Sequential`. Built-in models are of this type. */
export type ModelBuilder = (input: ImageSize, classes: number, options?: ModelOptions) => Sequential;

/**
 * Wraps a model function: builds a `Sequential` from layers with the given seed, and checks the output shape.
 *
 * @param where name or file of the model, for messages
 * @throws UserError if the function returns neither layers nor a model, or the model does not have one output per class
 */
export function modelBuilder(define: ModelFunction, name: string, where: string = name): ModelBuilder {
  return (input, classes, { seed = 0, name: givenName = name } = {}) => {
    const defined: unknown = define(input, classes, { seed, name: givenName });
    const model = Array.isArray(defined)
      ? sequential(defined, { inputShape: [input.height, input.width, input.channels], seed, name: givenName })
      : defined;
    if (!isModel(model)) {
      throw new UserError('the model function must return a list of layers or a Sequential', {
        where,
        remedy:
          'Return [layers.rescaling({ scale: 1 / 255 }), ..., layers.dense({ units: classes, activation: "softmax" })].',
        exitCode: 2,
      });
    }
    const outputs = sizeOf(model.outputShape);
    if (outputs !== classes) {
      throw new UserError(`expected ${classes} outputs (one per class), got ${outputs}`, {
        where,
        remedy: 'End with layers.dense({ units: classes, activation: "softmax" }).',
        exitCode: 2,
      });
    }
    return model;
  };
}

// Duck typing instead of instanceof: a user's file may import its own copy of @toonvision/nn.
function isModel(value: unknown): value is Sequential {
  return (
    typeof value === 'object' &&
    value !== null &&
    'outputShape' in value &&
    Array.isArray(value.outputShape) &&
    'fit' in value &&
    typeof value.fit === 'function'
  );
}
