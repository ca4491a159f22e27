// Stores a training state as one safetensors file: vectors as tensors, everything else as JSON in the metadata.
import { checksum } from '../checksum.ts';
import { ModelError } from '../modelError.ts';
import { parseTrainingState, type StateValue, type TrainingState } from '../train/index.ts';
import { readTypedSafetensors, type TypedTensor, writeSafetensors } from './safetensors.ts';

const FORMAT = 'toonvision-training-state';

// In the JSON, { "$tensor": name } stands for a vector and { "$number": text } for a number that JSON cannot hold.
const SPECIAL = ['NaN', 'Infinity', '-Infinity', '-0'];

function encode(value: StateValue, path: string, tensors: TypedTensor[]): unknown {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $number: '-0' };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array) {
    tensors.push({ name: path, shape: [value.length], data: value });
    return { $tensor: path };
  }
  if (Array.isArray(value)) return value.map((item, i) => encode(item, `${path}/${i}`, tensors));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      if (name.startsWith('$')) throw new ModelError(`training state: ${path}: a field cannot be named ${name}`);
      return [name, encode(item, path === '' ? name : `${path}/${name}`, tensors)];
    }),
  );
}

function decode(value: unknown, tensors: ReadonlyMap<string, TypedTensor['data']>): unknown {
  if (Array.isArray(value)) return value.map((item) => decode(item, tensors));
  if (typeof value !== 'object' || value === null) return value;
  const { $tensor: tensor, $number: number } = value as Record<string, unknown>;
  if (typeof tensor === 'string') {
    const data = tensors.get(tensor);
    if (data === undefined) throw new ModelError(`training state: the vector ${tensor} is missing`);
    return data;
  }
  if (typeof number === 'string') {
    if (!SPECIAL.includes(number)) throw new ModelError(`training state: ${number} is no number`);
    return Number(number);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, decode(item, tensors)]));
}

function sumOf(text: string, tensors: readonly TypedTensor[]): string {
  return tensors.reduce((sum, { data }) => checksum(data, sum), checksum(new TextEncoder().encode(text))).toString(16);
}

/**
 * Serializes a training state; every number reads back bit for bit. The same state gives the same bytes.
 *
 * @example
 * const onCheckpoint = (state) => writeFile('training.safetensors', trainingStateFile(state));
 * const checkpoint = { every: 5, onCheckpoint };
 */
export function trainingStateFile(state: TrainingState): Uint8Array<ArrayBuffer> {
  const tensors: TypedTensor[] = [];
  const text = JSON.stringify(encode(state as unknown as StateValue, '', tensors));
  return writeSafetensors(tensors, { format: FORMAT, checksum: sumOf(text, tensors), state: text });
}

/**
 * Parses a training state file.
 *
 * @throws ModelError if the file is not a training state, or was truncated or edited (the checksum covers all of it)
 * @example
 * const resumeFrom = readTrainingState(await readFile('training.safetensors'));
 * await model.fit(data, { epochs: 50, resumeFrom });
 */
export function readTrainingState(bytes: Uint8Array): TrainingState {
  const { tensors, metadata } = readTypedSafetensors(bytes);
  if (metadata.format !== FORMAT || metadata.state === undefined) {
    throw new ModelError('training state: the file holds none; it was written by trainingStateFile?');
  }
  if (metadata.checksum !== sumOf(metadata.state, tensors)) {
    throw new ModelError('training state: the checksum does not fit; the file is damaged or edited');
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(metadata.state);
  } catch (error) {
    throw new ModelError('training state: its text is no JSON; the file is damaged or edited', { cause: error });
  }
  return parseTrainingState(decode(parsed, new Map(tensors.map(({ name, data }) => [name, data]))));
}
