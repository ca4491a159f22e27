// Converts arithmetic with constants: rescaling and normalization of the input, biases, and factors between layers.
import { type LayerSpec, layers } from '@toonvision/nn';
import type { FileWeight } from '../importedModel.ts';
import type { Affine } from './affine.ts';
import { OnnxError, printable } from './onnxError.ts';
import type { GraphNode } from './onnxGraph.ts';
import {
  add,
  channelAxis,
  channelsOf,
  layerName,
  nameOption,
  requireConstant,
  toFileIndex,
  type Walk,
} from './walk.ts';

/**
 * The shortest decimal that rounds to this float32: 0.001 for 0.0010000000474974513, so that hand-written constants are
 * restored.
 */
export function shortestDecimal(value: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** Handles Add, Sub, Mul and Div with a constant. */
export function affine(walk: Walk, node: GraphNode, current: string): void {
  const place = node.inputs[0] === current ? 1 : 0;
  const constant = requireConstant(walk, node, place);
  const rank = walk.layout === 'flat' ? 2 : 4;
  const sizes = [...new Array<number>(Math.max(0, rank - constant.shape.length)).fill(1), ...constant.shape];
  const channels = channelsOf(walk);
  if (
    sizes.length !== rank ||
    sizes.some((size, axis) => size !== 1 && !(axis === channelAxis(walk) && size === channels))
  )
    throw new OnnxError(
      `${printable(constant.name)} has shape [${constant.shape.join(', ')}]; expected a scalar or one value for each of ${channels} channels`,
      node.where,
    );
  const given = [...constant.values()];
  const ordered = given.length === 1 ? given : given.map((_, index) => given[toFileIndex(walk, index)] ?? Number.NaN);
  const values = ordered.every((value) => value === ordered[0]) ? ordered.slice(0, 1) : ordered;
  if (!values.every(Number.isFinite))
    throw new OnnxError(`${printable(constant.name)} contains NaN or infinite values`, node.where);
  const to = (kind: Affine['kind'], numbers: readonly number[]) => walk.affine.push({ kind, values: numbers, node });
  switch (node.type) {
    case 'Add':
      to('add', values);
      return;
    case 'Mul':
      to('multiply', values);
      return;
    case 'Sub':
      if (place === 0) to('multiply', [-1]);
      to('add', place === 0 ? values : values.map((value) => -value));
      return;
    default:
      if (place === 0) throw new OnnxError('dividing a constant by the input is not supported', node.where);
      if (values.includes(0)) throw new OnnxError(`${printable(constant.name)} contains zero`, node.where);
      to('divide', values);
  }
}

/** Converts pending arithmetic to layers; called before any other layer is added. */
export function flushAffine(walk: Walk): void {
  const pending = walk.affine;
  walk.affine = [];
  const rest = intoNormalization(walk, intoBias(walk, pending));
  for (let begin = 0; begin < rest.length; ) {
    const single = rest[begin]?.values.length === 1;
    let end = begin + 1;
    while (end < rest.length && (rest[end]?.values.length === 1) === single) end += 1;
    const run = rest.slice(begin, end);
    begin = end;
    if (single) rescale(walk, run);
    else normalize(walk, run);
  }
}

const lastNode = (run: readonly Affine[]): GraphNode => (run.at(-1) as Affine).node;
/** Combined factor and offset of a sequence of operations, for one channel. */
function composed(run: readonly Affine[], channel: number): [number, number] {
  let [scale, offset] = [1, 0];
  for (const { kind, values } of run) {
    const value = values[values.length === 1 ? 0 : channel] ?? Number.NaN;
    if (kind === 'add') offset += value;
    else [scale, offset] = kind === 'multiply' ? [scale * value, offset * value] : [scale / value, offset / value];
  }
  return [scale, offset];
}

function rescale(walk: Walk, run: readonly Affine[]): void {
  const node = lastNode(run);
  const [scale, offset] = composed(run, 0);
  add(walk, node, layers.rescaling({ scale, offset, ...nameOption(layerName(walk, node)) }));
}

function normalize(walk: Walk, run: readonly Affine[]): void {
  const node = lastNode(run);
  const name = nameOption(layerName(walk, node));
  const channels = Array.from({ length: channelsOf(walk) }, (_, channel) => channel);
  // As (x - mean) / deviation, which is exact if the file has this form.
  const pairs = channels.map((channel) => {
    let [mean, deviation] = [0, 1];
    for (const { kind, values } of run) {
      const value = values[values.length === 1 ? 0 : channel] ?? Number.NaN;
      if (kind === 'add') mean -= value * deviation;
      else deviation = kind === 'divide' ? deviation * value : deviation / value;
    }
    return { mean, deviation };
  });
  // The layer requires deviations of at least 1e-7.
  if (pairs.every(({ mean, deviation }) => deviation >= 1e-7 && Number.isFinite(deviation) && Number.isFinite(mean))) {
    const mean = pairs.map((pair) => pair.mean);
    const variance = pairs.map(({ deviation }) => deviation * deviation);
    add(walk, node, layers.normalization({ mean, variance, ...name }));
    return;
  }
  // Factors of any sign become a batch normalization with mean 0 and variance 1.
  const weight = (what: string, value: (channel: number) => number): FileWeight => ({
    shape: [channels.length],
    where: `${node.where}, ${what}`,
    read: () => Float32Array.from(channels, value),
  });
  add(walk, node, layers.batchNormalization({ epsilon: 0, ...name }), [
    weight('factor', (channel) => composed(run, channel)[0]),
    weight('offset', (channel) => composed(run, channel)[1]),
    weight('mean', () => 0),
    weight('variance', () => 1),
  ]);
}

/** Merges additions directly after a convolution or dense layer into its bias. */
function intoBias(walk: Walk, pending: readonly Affine[]): readonly Affine[] {
  const last = walk.layers.at(-1);
  if (last === undefined || !('useBias' in last.spec) || last.spec.activation !== 'linear') return pending;
  let count = 0;
  while (pending[count]?.kind === 'add') count += 1;
  if (count === 0) return pending;
  const sums = pending.slice(0, count);
  const channels = channelsOf(walk);
  const old = last.spec.useBias ? last.weights.at(-1) : undefined;
  const bias: FileWeight = {
    shape: [channels],
    where: lastNode(sums).where,
    read() {
      const before = old?.read();
      return Float32Array.from(
        { length: channels },
        (_, channel) => composed(sums, channel)[1] + (before?.[channel] ?? 0),
      );
    },
  };
  const kernels = last.spec.useBias ? last.weights.slice(0, -1) : last.weights;
  walk.layers[walk.layers.length - 1] = { ...last, spec: { ...last.spec, useBias: true }, weights: [...kernels, bias] };
  return pending.slice(count);
}

/** Merges factor and offset directly after a layer normalization into the layer. */
function intoNormalization(walk: Walk, pending: readonly Affine[]): readonly Affine[] {
  const last = walk.layers.at(-1);
  if (pending.length === 0 || last?.spec.kind !== 'layerNormalization' || last.spec.scale || last.spec.center)
    return pending;
  const channels = channelsOf(walk);
  const weight = (what: string, part: 0 | 1): FileWeight => ({
    shape: [channels],
    where: `${lastNode(pending).where}, ${what}`,
    read: () => Float32Array.from({ length: channels }, (_, channel) => composed(pending, channel)[part]),
  });
  const spec: LayerSpec = { ...last.spec, scale: true, center: true };
  walk.layers[walk.layers.length - 1] = { ...last, spec, weights: [weight('factor', 0), weight('offset', 1)] };
  return [];
}
