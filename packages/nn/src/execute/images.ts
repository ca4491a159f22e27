// Image sources: bytes in memory or records of a file, described as plain data that every worker can open.
import { type Shape, sizeOf } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import { hasFiles, openPixelFile } from '../platform/index.ts';
import { sharedBuffer } from './sharedBuffer.ts';

/** Images of one size. Create one with `imageBytes`, `imageFloats` or `pixelFile`. */
export interface ImageSource {
  /** [height, width, channels] */
  shape: Shape;
  /** Number of images. */
  count: number;
  /** Type of the pixel values. */
  format: 'uint8' | 'float32';
  /** Indices of the records that make up this source, in order. Default: all records. */
  indices?: Int32Array;
  /** Where the pixels are stored. */
  store: { kind: 'memory'; buffer: SharedArrayBuffer | ArrayBuffer } | { kind: 'file'; path: string };
}

/** Height and width of an image in pixels, and its number of channels. */
export interface ImageShape {
  height: number;
  width: number;
  channels: number;
}

function copyBytes(bytes: Uint8Array): SharedArrayBuffer | ArrayBuffer {
  const buffer = sharedBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function countImages(values: number, { height, width, channels }: ImageShape): number {
  const size = height * width * channels;
  const count = values / size;
  if (!Number.isInteger(count)) {
    throw new ModelError(
      `expected a multiple of ${size} values for images of ${height}x${width}x${channels}, got ${values}`,
    );
  }
  return count;
}

/**
 * Images from bytes [count, height, width, channels], 0 to 255. The bytes are copied once, into shared memory if
 * possible. In pages without cross-origin isolation each worker receives its own copy.
 *
 * @throws ModelError if the number of values is not a multiple of the image size
 * @example imageBytes(new Uint8Array(2 * 8 * 8 * 3), { height: 8, width: 8, channels: 3 })
 */
export function imageBytes(bytes: Uint8Array, shape: ImageShape): ImageSource {
  const { height, width, channels } = shape;
  const count = countImages(bytes.length, shape);
  return {
    shape: [height, width, channels],
    count,
    format: 'uint8',
    store: { kind: 'memory', buffer: copyBytes(bytes) },
  };
}

/**
 * Images from floats [count, height, width, channels], copied once as by `imageBytes`.
 *
 * @throws ModelError if the number of values is not a multiple of the image size, or a value is not finite
 */
export function imageFloats(floats: Float32Array, shape: ImageShape): ImageSource {
  const { height, width, channels } = shape;
  const count = countImages(floats.length, shape);
  const bad = floats.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const image = Math.floor(bad / (height * width * channels));
    throw new ModelError(`image ${image}: every value must be a finite number, got ${floats[bad]}`);
  }
  const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  return {
    shape: [height, width, channels],
    count,
    format: 'float32',
    /** Where the pixels are stored. */
    store: { kind: 'memory', buffer: copyBytes(bytes) },
  };
}

/**
 * Images from a file of consecutive records of bytes [height, width, channels]. Records are read when they are needed,
 * so memory does not grow with the file.
 *
 * @param options.count number of records in the file; required without `indices`
 * @param options.indices indices of the records to use, in order
 * @throws ModelError in pages, which cannot read files by path
 * @example pixelFile({ path: 'cache.pixels', height: 600, width: 200, channels: 3, count: 862 })
 */
export function pixelFile(
  options: ImageShape & { path: string; count?: number; indices?: ArrayLike<number> },
): ImageSource {
  const { path, height, width, channels, count, indices } = options;
  if (!hasFiles) throw new ModelError(`pixelFile ${path}: pages cannot read files; fetch the bytes and use imageBytes`);
  const shape = [height, width, channels];
  const store = { kind: 'file' as const, path };
  if (indices !== undefined) {
    return { shape, count: indices.length, format: 'uint8', indices: Int32Array.from(indices), store };
  }
  if (count === undefined) throw new ModelError(`pixelFile ${path}: count or indices is required`);
  return { shape, count, format: 'uint8', store };
}

/** Reads single images of a source. */
export interface ImageReader {
  /** Writes the image at `position` (0 to count - 1) into `target`. */
  read(position: number, target: Uint8Array): void;
  close(): void;
}

/**
 * Opens a source in the calling thread.
 *
 * @throws ModelError if its file cannot be opened or has too few images
 */
export function openImages(source: ImageSource): ImageReader {
  const { indices, store } = source;
  const stride = sizeOf(source.shape) * (source.format === 'uint8' ? 1 : 4);
  if (store.kind === 'file') {
    const needed = indices === undefined ? source.count : indices.reduce((max, record) => Math.max(max, record + 1), 0);
    const file = openPixelFile(store.path, stride, needed);
    return {
      read: (position, target) => file.read(indices?.[position] ?? position, target),
      close: () => file.close(),
    };
  }
  const bytes = new Uint8Array(store.buffer);
  return {
    read: (position, target) => {
      const record = indices?.[position] ?? position;
      target.set(bytes.subarray(record * stride, (record + 1) * stride));
    },
    close: () => undefined,
  };
}
