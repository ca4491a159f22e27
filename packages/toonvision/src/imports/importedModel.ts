// The intermediate form of an imported model: layers, weights, and their origin in the file.
import { type LayerSpec, ModelError, type Sequential, sequential, sizeOf, weightShapes } from '@toonvision/nn';
import type { InputSize } from '../config/index.ts';
import { UserError } from '../errors/index.ts';

/** A weight in the file; its data is read only after its size has been checked. */
export interface FileWeight {
  shape: readonly number[];
  /** Location in the file, for messages. */
  where: string;
  read(): Float32Array;
}

export interface ImportedLayer {
  spec: LayerSpec;
  /** Location in the file, for messages: `model_config.config.layers[3]: Conv2D conv2d_2`. */
  where: string;
  /** Weights in the order of the layer. */
  weights: readonly FileWeight[];
}

export interface ImportedFile {
  /** `Keras HDF5`, `Keras archive`, `TensorFlow.js layers model`, `ONNX`. */
  format: string;
  /** Program that wrote the file, if known: `Keras 2.8.0`. */
  generator: string | undefined;
  name: string;
  /** [height, width, channels] */
  inputShape: readonly number[];
  layers: readonly ImportedLayer[];
  /** Classes in the order of the outputs, if the file names them. */
  classes?: readonly string[];
  /** Resizing of the images, if the file specifies it. */
  input?: Pick<InputSize, 'fit' | 'interpolation'>;
  /** Differences from the file, as messages. */
  remarks?: readonly string[];
}

/** Maximum number of layers; files with more are rejected. */
export const MAX_LAYERS = 1000;
/** Maximum number of float32 weights: 1 GiB. */
const MAX_WEIGHTS = 2 ** 28;
/** Maximum bytes of weights per byte of the file, in addition to `MIN_WEIGHT_BYTES`; compression, float16 and sharing stay below it. */
const MAX_EXPANSION = 64;
const MIN_WEIGHT_BYTES = 64 * 1024 * 1024;

/**
 * Builds the model of an imported file.
 *
 * @param file file name for messages
 * @param bytes size of the file, which limits the size of the weights; undefined if they are in other files
 * @throws UserError naming the layer or weight that does not match
 */
export function buildImportedModel(imported: ImportedFile, file: string, bytes?: number): Sequential {
  const { layers, inputShape, name } = imported;
  const fail = (what: string, where: string, cause?: unknown) =>
    new UserError(what, {
      where: `${file}, ${where}`,
      remedy: 'Export the model again; the file is damaged or in an unsupported format.',
      cause,
    });
  const withUserErrors = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      throw fail(error.message, 'layers', error);
    }
  };
  const specs = layers.map(({ spec }) => spec);
  // Check sizes before reading data: a file may declare more than fits in memory.
  const needed = withUserErrors(() => weightShapes(specs, inputShape));
  const total = needed.reduce((sum, { weights }) => sum + weights.reduce((all, { size }) => all + size, 0), 0);
  const pairs = needed.flatMap(({ name: layer, weights }, index) => {
    const { weights: stored = [], where = '' } = layers[index] ?? {};
    if (stored.length !== weights.length) throw fail(`expected ${weights.length} weights, got ${stored.length}`, where);
    return weights.map(({ name: weight, shape, size }, place) => {
      const source = stored[place] as FileWeight;
      // Kernels may have additional axes of size 1.
      if (sizeOf(source.shape) !== size || !sameSizes(source.shape, shape))
        throw fail(`expected shape [${shape.join(', ')}], got [${source.shape.join(', ')}]`, source.where);
      return { name: `${layer}/${weight}`, size, found: source };
    });
  });
  if (total > MAX_WEIGHTS) throw fail(`too many weights: ${total}`, 'layers');
  if (bytes !== undefined && total * 4 > bytes * MAX_EXPANSION + MIN_WEIGHT_BYTES)
    throw fail(`declares ${total} weights, more than ${bytes} bytes can hold`, 'layers');
  const weightData = pairs.map(({ name: full, size, found: source }) => {
    const data = source.read();
    if (data.length !== size) throw fail(`expected ${size} values, got ${data.length}`, source.where);
    if (!data.every(Number.isFinite)) throw fail('contains NaN or infinite values', source.where);
    return { name: full, data };
  });
  return withUserErrors(() => {
    const model = sequential(specs, { inputShape: [...inputShape], name });
    model.setWeights(weightData);
    return model;
  });
}

const sameSizes = (a: readonly number[], b: readonly number[]) =>
  a.filter((x) => x !== 1).join() === b.filter((x) => x !== 1).join();
