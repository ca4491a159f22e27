// Converts the windows of ONNX Conv and pooling nodes to Keras padding 'valid' or 'same'.
import { windowsOver } from '@toonvision/nn';
import { OnnxError } from './onnxError.ts';
import { type GraphNode, integerAttribute, integersAttribute } from './onnxGraph.ts';

export interface Window {
  size: [number, number];
  strides: [number, number];
  padding: 'valid' | 'same';
  /** Number of windows: [rows, columns]. */
  grid: [number, number];
}

type Pair = [number, number];

function pair(node: GraphNode, name: string, otherwise: Pair): Pair {
  const given = integersAttribute(node, name) ?? otherwise;
  const [first, second] = given;
  if (given.length !== 2 || first === undefined || second === undefined || first < 1 || second < 1)
    throw new OnnxError(`${name} must be two positive integers, got [${given.slice(0, 8).join(', ')}]`, node.where);
  return [first, second];
}

/**
 * Determines the windows of a node.
 *
 * @throws OnnxError for dilation, and for padding that is neither 'valid' nor 'same'
 */
export function windowOf(node: GraphNode, plane: Pair, size: Pair): Window {
  const strides = pair(node, 'strides', [1, 1]);
  const dilations = pair(node, 'dilations', [1, 1]);
  if (dilations.some((dilation) => dilation !== 1))
    throw new OnnxError(`unsupported dilations [${dilations.join(', ')}]; expected [1, 1]`, node.where);
  const [height, width] = plane;
  const place = (padding: 'valid' | 'same') => windowsOver({ height, width, channels: 1 }, { size, strides, padding });
  const auto = node.attributes.get('auto_pad')?.text ?? 'NOTSET';
  const [top = 0, left = 0, bottom = 0, right = 0, ...more] = integersAttribute(node, 'pads') ?? [];
  const pads: [Pair, Pair] =
    auto === 'SAME_UPPER' || auto === 'VALID'
      ? (place(auto === 'VALID' ? 'valid' : 'same').map(({ before, after }) => [before, after]) as [Pair, Pair])
      : auto === 'SAME_LOWER'
        ? (place('same').map(({ before, after }) => [after, before]) as [Pair, Pair])
        : [
            [top, bottom],
            [left, right],
          ];
  if (more.length > 0 || !['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'].includes(auto))
    throw new OnnxError('unsupported padding', node.where);
  const roundUp = integerAttribute(node, 'ceil_mode', 0) === 1;
  const counts = plane.map((length, axis) =>
    count(length, size[axis] ?? 1, strides[axis] ?? 1, pads[axis] ?? [0, 0], roundUp),
  );
  // Counting the padding changes an average if a window reaches into it.
  const counted = node.type === 'AveragePool' && integerAttribute(node, 'count_include_pad', 0) === 1;
  for (const padding of ['valid', 'same'] as const) {
    const windows = place(padding);
    const equal = windows.every(
      ({ count: wanted, before, after }, axis) =>
        wanted >= 1 && wanted === counts[axis] && before === pads[axis]?.[0] && !(counted && before + after > 0),
    );
    if (equal) return { size, strides, padding, grid: windows.map((window) => window.count) as Pair };
  }
  const [rows, columns] = counts;
  if ((rows ?? 0) < 1 || (columns ?? 0) < 1)
    throw new OnnxError(`the ${size.join('x')} window does not fit the ${height}x${width} input`, node.where);
  throw new OnnxError(
    `padding (top ${pads[0][0]}, left ${pads[1][0]}, bottom ${pads[0][1]}, right ${pads[1][1]}${roundUp ? ', rounded up' : ''}${counted ? ', counted in the average' : ''}) over ${height}x${width} is neither 'valid' nor Keras' 'same', which pads the far side first`,
    node.where,
  );
}

function count(length: number, size: number, stride: number, [before, after]: Pair, roundUp: boolean): number {
  const free = length + before + after - size;
  if (!roundUp) return Math.floor(free / stride) + 1;
  const windows = Math.ceil(free / stride) + 1;
  // A window that starts beyond the input is dropped.
  return (windows - 1) * stride >= length + before ? windows - 1 : windows;
}
