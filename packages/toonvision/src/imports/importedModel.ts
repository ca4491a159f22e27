// A model from a file that was made elsewhere: our layers, their weights, and where they come from.
import { type LayerSpec, ModelError, type Sequential, sequential, sizeOf, weightShapes } from '@toonvision/nn';
import type { InputSize } from '../config/index.ts';
import { UserError } from '../errors/index.ts';

/** A weight as it lies in the file; its bytes are read when its size is known to fit. */
export interface FileWeight {
  shape: readonly number[];
  /** Place in the file, for messages. */
  where: string;
  read(): Float32Array;
}

export interface ImportedLayer {
  spec: LayerSpec;
  /** Place in the file, for messages: `model_config.config.layers[3]: Conv2D conv2d_2`. */
  where: string;
  /** In the order of the layer's own weights. */
  weights: readonly FileWeight[];
}

export interface ImportedFile {
  /** `Keras HDF5`, `Keras archive`, `TensorFlow.js layers model`, `ONNX`. */
  format: string;
  /** What wrote it, as far as it says: `Keras 2.8.0`. */
  generator: string | undefined;
  name: string;
  /** [height, width, channels] */
  inputShape: readonly number[];
  layers: readonly ImportedLayer[];
  /** The classes in the order of the outputs, where the file names them. */
  classes?: readonly string[];
  /** How crops were brought to its size, where the file says so. */
  input?: Pick<InputSize, 'fit' | 'interpolation'>;
  /** What is not as it was in the file, in sentences. */
  remarks?: readonly string[];
}

/** More layers than any small convnet has: a file that declares so many is none. */
export const MOST_LAYERS = 1000;
/** Float32 values in all: 1 GiB. */
const MOST_WEIGHTS = 2 ** 28;
/** Bytes of weights for each byte of the file, beside `SMALL`: packing, 16 bits, and sharing do not come to more. */
const MOST_RATIO = 64;
const SMALL = 64 * 1024 * 1024;

/**
 * The model of a file.
 *
 * @param file named in messages
 * @param bytes size of the file, which bounds what its weights may take; undefined where they lie elsewhere
 * @throws UserError naming the layer or weight that does not fit
 */
export function modelOfImport(imported: ImportedFile, file: string, bytes?: number): Sequential {
  const { layers, inputShape, name } = imported;
  const refuse = (what: string, where: string, cause?: unknown) =>
    new UserError(what, {
      where: `${file}, ${where}`,
      remedy: 'Export the model again where it was trained; the file is damaged or of another kind.',
      cause,
    });
  const inWords = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      throw refuse(error.message, 'its layers', error);
    }
  };
  const specs = layers.map(({ spec }) => spec);
  // Sizes first: a file may declare more than there is memory.
  const needed = inWords(() => weightShapes(specs, inputShape));
  const total = needed.reduce((sum, { weights }) => sum + weights.reduce((all, { size }) => all + size, 0), 0);
  const pairs = needed.flatMap(({ name: layer, weights }, index) => {
    const { weights: own = [], where = '' } = layers[index] ?? {};
    if (own.length !== weights.length)
      throw refuse(`it has ${own.length} weights in the file and needs ${weights.length}`, where);
    return weights.map(({ name: weight, shape, size }, place) => {
      const found = own[place] as FileWeight;
      // A kernel may stand in another shape with the same sizes; any other is another weight.
      if (sizeOf(found.shape) !== size || !sameSizes(found.shape, shape))
        throw refuse(`it is [${found.shape.join(', ')}], the layer needs [${shape.join(', ')}]`, found.where);
      return { name: `${layer}/${weight}`, size, found };
    });
  });
  if (total > MOST_WEIGHTS) throw refuse(`it declares ${total} weights`, 'its layers');
  if (bytes !== undefined && total * 4 > bytes * MOST_RATIO + SMALL)
    throw refuse(`it declares ${total} weights, more than ${bytes} bytes can hold`, 'its layers');
  const given = pairs.map(({ name: full, size, found }) => {
    const data = found.read();
    if (data.length !== size) throw refuse(`it holds ${data.length} numbers instead of ${size}`, found.where);
    if (!data.every(Number.isFinite)) throw refuse('it holds a number that is not finite', found.where);
    return { name: full, data };
  });
  return inWords(() => {
    const model = sequential(specs, { inputShape: [...inputShape], name });
    model.setWeights(given);
    return model;
  });
}

const sameSizes = (a: readonly number[], b: readonly number[]) =>
  a.filter((x) => x !== 1).join() === b.filter((x) => x !== 1).join();
