// safetensors: a JSON header of names, shapes and offsets, then the bytes. Float32 only.
// Source: the format's description at github.com/huggingface/safetensors.
import { ModelError } from '../modelError.ts';

export interface Tensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

const HEADER_LIMIT = 100_000_000;

/** The bytes of a safetensors file; the same tensors give the same bytes. */
export function writeSafetensors(tensors: readonly Tensor[]): Uint8Array {
  const header: Record<string, { dtype: 'F32'; shape: number[]; data_offsets: [number, number] }> = {};
  let end = 0;
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.length * 4] };
    end += data.length * 4;
  }
  const text = JSON.stringify(header);
  // Readers map the floats in place: pad the header with spaces to a multiple of eight.
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8, ' '));
  const bytes = new Uint8Array(8 + json.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let at = 8 + json.length;
  for (const { data } of tensors) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

interface Entry {
  shape: number[];
  begin: number;
  end: number;
}

function parseEntry(name: string, entry: unknown, room: number): Entry {
  const fail = (what: string): never => {
    throw new ModelError(`safetensors: ${name}: ${what}`);
  };
  if (typeof entry !== 'object' || entry === null) return fail('no description');
  const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
  if (dtype !== 'F32') return fail(`type ${String(dtype)} is not supported, only F32`);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    return fail('its shape is no list of sizes');
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger)) {
    return fail('data_offsets must be two whole numbers');
  }
  const [begin, end] = offsets as [number, number];
  if (begin < 0 || end < begin || end > room)
    return fail('its bytes lie outside the file; the file is cut short or edited');
  const size = (shape as number[]).reduce((product, value) => product * value, 1);
  if (end - begin !== size * 4) return fail(`shape [${shape.join(', ')}] does not fit ${end - begin} bytes`);
  return { shape: shape as number[], begin, end };
}

/**
 * Reads a safetensors file.
 *
 * @throws ModelError when the file is cut short, edited, or holds another type than float32.
 */
export function readSafetensors(bytes: Uint8Array): Tensor[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new ModelError('safetensors: the file is shorter than its header');
  const length = Number(view.getBigUint64(0, true));
  if (length > HEADER_LIMIT || 8 + length > bytes.length) {
    throw new ModelError('safetensors: the file is cut short, or no safetensors file');
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch (error) {
    throw new ModelError('safetensors: the header is no JSON; the file is damaged', { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new ModelError('safetensors: the header is no object');
  }
  const room = bytes.length - 8 - length;
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => {
      const { shape, begin, end } = parseEntry(name, entry, room);
      const data = new Float32Array((end - begin) / 4);
      for (let i = 0; i < data.length; i++) data[i] = view.getFloat32(8 + length + begin + i * 4, true);
      return { name, shape, data };
    });
}
