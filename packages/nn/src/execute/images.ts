// Where pictures come from: bytes in memory or records of a file, described as data that a worker can open itself.
import { type Shape, sizeOf } from '../layers/index.ts';
import { ModelError } from '../modelError.ts';
import { hasFiles, openPixelFile } from '../platform/index.ts';
import { sharedBuffer } from './sharedBuffer.ts';

/** Pictures of one size. Made by `imageBytes`, `imageFloats` or `pixelFile`; readable in every worker. */
export interface ImageSource {
  /** [height, width, channels] */
  shape: Shape;
  count: number;
  format: 'uint8' | 'float32';
  /** Which records make up this source, in order; all of them if absent. */
  indices?: Int32Array;
  store: { kind: 'memory'; buffer: SharedArrayBuffer | ArrayBuffer } | { kind: 'file'; path: string };
}

/** The size of a picture in pixels, and its channels. */
export interface ImageShape {
  height: number;
  width: number;
  channels: number;
}

function copied(bytes: Uint8Array): SharedArrayBuffer | ArrayBuffer {
  const buffer = sharedBuffer(bytes.byteLength);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

function countOf(values: number, { height, width, channels }: ImageShape): number {
  const size = height * width * channels;
  const count = values / size;
  if (!Number.isInteger(count)) {
    throw new ModelError(
      `${values} values are no whole number of pictures of ${height}x${width}x${channels} = ${size}`,
    );
  }
  return count;
}

/**
 * Pictures as bytes [count, height, width, channels], 0 to 255; copied once, into shared memory where there is
 * some. A page without cross-origin isolation has none: there each worker is sent a copy of its own.
 *
 * @example imageBytes(new Uint8Array(2 * 8 * 8 * 3), { height: 8, width: 8, channels: 3 })
 */
export function imageBytes(bytes: Uint8Array, shape: ImageShape): ImageSource {
  const { height, width, channels } = shape;
  const count = countOf(bytes.length, shape);
  return { shape: [height, width, channels], count, format: 'uint8', store: { kind: 'memory', buffer: copied(bytes) } };
}

/**
 * Pictures as floats [count, height, width, channels]; copied once, as by `imageBytes`.
 *
 * @throws ModelError if a value is not a finite number.
 */
export function imageFloats(floats: Float32Array, shape: ImageShape): ImageSource {
  const { height, width, channels } = shape;
  const count = countOf(floats.length, shape);
  const bad = floats.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const picture = Math.floor(bad / (height * width * channels));
    throw new ModelError(`picture ${picture} holds ${floats[bad]}; every value must be a finite number`);
  }
  const bytes = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
  return {
    shape: [height, width, channels],
    count,
    format: 'float32',
    store: { kind: 'memory', buffer: copied(bytes) },
  };
}

/**
 * Pictures as records of a file of bytes, one [height, width, channels] after the other. The file is read where it is
 * needed, so memory does not grow with it.
 *
 * @param options.indices which records, in order; needed unless `count` says how many the file holds
 * @throws ModelError in a page, which reads no files by path
 * @example pixelFile({ path: 'cache.pixels', height: 600, width: 200, channels: 3, count: 862 })
 */
export function pixelFile(
  options: ImageShape & { path: string; count?: number; indices?: ArrayLike<number> },
): ImageSource {
  const { path, height, width, channels, count, indices } = options;
  if (!hasFiles) throw new ModelError(`pixelFile ${path}: a page reads no files; fetch the bytes and use imageBytes`);
  const shape = [height, width, channels];
  const store = { kind: 'file' as const, path };
  if (indices !== undefined) {
    return { shape, count: indices.length, format: 'uint8', indices: Int32Array.from(indices), store };
  }
  if (count === undefined) throw new ModelError(`pixelFile ${path}: say how many pictures (count) or which (indices)`);
  return { shape, count, format: 'uint8', store };
}

/** Reads pictures of a source one by one. */
export interface ImageReader {
  /** Writes picture `position` (0 to count-1) into `into`. */
  read(position: number, into: Uint8Array): void;
  close(): void;
}

/**
 * Opens a source in this thread.
 *
 * @throws ModelError if its file cannot be opened or holds too few pictures.
 */
export function openImages(source: ImageSource): ImageReader {
  const { indices, store } = source;
  const stride = sizeOf(source.shape) * (source.format === 'uint8' ? 1 : 4);
  if (store.kind === 'file') {
    const needed = indices === undefined ? source.count : indices.reduce((top, record) => Math.max(top, record + 1), 0);
    const file = openPixelFile(store.path, stride, needed);
    return { read: (position, into) => file.read(indices?.[position] ?? position, into), close: () => file.close() };
  }
  const bytes = new Uint8Array(store.buffer);
  return {
    read: (position, into) => {
      const record = indices?.[position] ?? position;
      into.set(bytes.subarray(record * stride, (record + 1) * stride));
    },
    close: () => undefined,
  };
}
