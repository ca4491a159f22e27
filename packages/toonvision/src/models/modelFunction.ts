// What a model is before it has weights: a function from input size and class count to layers.
import { type LayerSpec, type Sequential, sequential, sizeOf } from '@toonvision/nn';
import { UserError } from '../errors/index.ts';

/** The size of one image: pixels and channels. */
export interface ImageSize {
  height: number;
  width: number;
  /** 3 for colour. */
  channels: number;
}

/** What an architecture passes on to `sequential`. */
export interface ModelOptions {
  /** Seed of the first weights and of dropout. Default 0. */
  seed?: number;
  /** Default: the name the model is known by. */
  name?: string;
}

/**
 * An architecture: given the input size and the number of classes it returns its layers, or a whole `Sequential`.
 * Returning the layers is simpler, and the seed of the run is then applied for you; a function that returns a
 * `Sequential` must hand on `options.seed` itself.
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

/** A `ModelFunction` that always returns the finished model: the built-in ones are of this kind. */
export type ModelBuilder = (input: ImageSize, classes: number, options?: ModelOptions) => Sequential;

/**
 * A builder from a model function: layers are made into a model with the run's seed, the output is checked.
 *
 * @param where named in messages: the model's name or file
 * @throws UserError when the function returns neither layers nor a model, or the output does not have one value a class
 */
export function modelBuilder(define: ModelFunction, name: string, where: string = name): ModelBuilder {
  return (input, classes, { seed = 0, name: givenName = name } = {}) => {
    const made: unknown = define(input, classes, { seed, name: givenName });
    const model = Array.isArray(made)
      ? sequential(made, { inputShape: [input.height, input.width, input.channels], seed, name: givenName })
      : made;
    if (!isModel(model)) {
      throw new UserError('the model function returns neither a list of layers nor a Sequential', {
        where,
        remedy:
          'Return [layers.rescaling({ scale: 1 / 255 }), ..., layers.dense({ units: classes, activation: "softmax" })].',
        exitCode: 2,
      });
    }
    const outputs = sizeOf(model.outputShape);
    if (outputs !== classes) {
      throw new UserError(`the model has ${outputs} outputs for ${classes} classes`, {
        where,
        remedy: 'End with layers.dense({ units: classes, activation: "softmax" }).',
        exitCode: 2,
      });
    }
    return model;
  };
}

// By what it can do, not by its class: a user's file may bring its own copy of @toonvision/nn.
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
