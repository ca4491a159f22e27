// Encodes the protocol buffers of event files (TensorFlow's event.proto, summary.proto, graph.proto).
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A tagged value of a summary. */
export type SummaryValue =
  | { tag: string; scalar: number }
  | { tag: string; histogram: Histogram }
  | { tag: string; image: { width: number; height: number; png: Uint8Array } }
  /** Data of the HParams plugin. */
  | { tag: string; hparams: Uint8Array };

/** A histogram; bucket `i` counts values from `limits[i - 1]` up to but excluding `limits[i]`. */
export interface Histogram {
  min: number;
  max: number;
  count: number;
  sum: number;
  sumSquares: number;
  limits: readonly number[];
  counts: readonly number[];
}

export interface EventMessage {
  /** Unix time in seconds. */
  wallTime: number;
  step?: number;
  fileVersion?: string;
  graph?: Uint8Array;
  values?: readonly SummaryValue[];
}

const message = (writer: BinaryWriter, field: number, bytes: Uint8Array) =>
  writer.tag(field, WireType.LengthDelimited).bytes(bytes);
const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const double = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Bit64).double(value);

function packDoubles(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => {
    bytes.setFloat64(index * 8, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

function encodeHistogram({ min, max, count, sum, sumSquares, limits, counts }: Histogram): Uint8Array {
  const writer = new BinaryWriter();
  [min, max, count, sum, sumSquares].forEach((value, index) => {
    double(writer, index + 1, value);
  });
  message(writer, 6, packDoubles(limits));
  message(writer, 7, packDoubles(counts));
  return writer.finish();
}

/** Encodes a tensor with a single zero; the HParams plugin requires a tensor but ignores its value. */
function encodePlaceholderTensor(): Uint8Array {
  const dimension = new BinaryWriter().tag(1, WireType.Varint).int64(1).finish();
  const shape = new BinaryWriter();
  message(shape, 2, dimension);
  const tensor = new BinaryWriter();
  tensor.tag(1, WireType.Varint).int32(1);
  message(tensor, 2, shape.finish());
  message(tensor, 4, new Uint8Array(4));
  return tensor.finish();
}

function encodeValue(value: SummaryValue): Uint8Array {
  const writer = new BinaryWriter();
  text(writer, 1, value.tag);
  if ('scalar' in value) writer.tag(2, WireType.Bit32).float(value.scalar);
  else if ('histogram' in value) message(writer, 5, encodeHistogram(value.histogram));
  else if ('image' in value) {
    const { width, height, png } = value.image;
    const image = new BinaryWriter();
    image.tag(1, WireType.Varint).int32(height);
    image.tag(2, WireType.Varint).int32(width);
    image.tag(3, WireType.Varint).int32(3);
    message(image, 4, png);
    message(writer, 4, image.finish());
  } else {
    const plugin = new BinaryWriter();
    text(plugin, 1, 'hparams');
    message(plugin, 2, value.hparams);
    const metadata = new BinaryWriter();
    message(metadata, 1, plugin.finish());
    message(writer, 8, encodePlaceholderTensor());
    message(writer, 9, metadata.finish());
  }
  return writer.finish();
}

/** Encodes an event. */
export function encodeEvent({ wallTime, step, fileVersion, graph, values }: EventMessage): Uint8Array {
  const writer = new BinaryWriter();
  double(writer, 1, wallTime);
  if (step !== undefined) writer.tag(2, WireType.Varint).int64(step);
  if (fileVersion !== undefined) text(writer, 3, fileVersion);
  if (graph !== undefined) message(writer, 4, graph);
  if (values !== undefined) {
    const summary = new BinaryWriter();
    for (const value of values) message(summary, 1, encodeValue(value));
    message(writer, 5, summary.finish());
  }
  return writer.finish();
}

export interface GraphNode {
  name: string;
  op: string;
  inputs: readonly string[];
  /** Output shape without the batch dimension. */
  shape: readonly number[];
  attributes: Readonly<Record<string, string>>;
}

/** Encodes a graph for TensorBoard. */
export function encodeGraph(nodes: readonly GraphNode[]): Uint8Array {
  const graph = new BinaryWriter();
  for (const { name, op, inputs, shape, attributes } of nodes) {
    const node = new BinaryWriter();
    text(node, 1, name);
    text(node, 2, op);
    for (const input of inputs) text(node, 3, input);
    const attribute = (key: string, value: Uint8Array) => {
      const entry = new BinaryWriter();
      text(entry, 1, key);
      message(entry, 2, value);
      message(node, 5, entry.finish());
    };
    for (const [key, value] of Object.entries(attributes)) {
      const encoded = new BinaryWriter();
      message(encoded, 2, new TextEncoder().encode(value));
      attribute(key, encoded.finish());
    }
    const dimensions = new BinaryWriter();
    for (const size of [-1, ...shape])
      message(dimensions, 2, new BinaryWriter().tag(1, WireType.Varint).int64(size).finish());
    const list = new BinaryWriter();
    message(list, 7, dimensions.finish());
    const shapes = new BinaryWriter();
    message(shapes, 1, list.finish());
    attribute('_output_shapes', shapes.finish());
    message(graph, 1, node.finish());
  }
  message(graph, 4, new BinaryWriter().tag(1, WireType.Varint).int32(22).finish());
  return graph.finish();
}

/** Encodes the start of a run with its hyperparameters for the HParams plugin (plugin_data.proto). */
export function encodeHparamsStart(
  hparams: Readonly<Record<string, string | number | boolean>>,
  name: string,
  seconds: number,
): Uint8Array {
  const info = new BinaryWriter();
  for (const [key, value] of Object.entries(hparams)) {
    const encoded = new BinaryWriter();
    if (typeof value === 'number') double(encoded, 2, value);
    else if (typeof value === 'string') text(encoded, 3, value);
    else encoded.tag(4, WireType.Varint).bool(value);
    const entry = new BinaryWriter();
    text(entry, 1, key);
    message(entry, 2, encoded.finish());
    message(info, 1, entry.finish());
  }
  text(info, 4, name);
  double(info, 5, seconds);
  const data = new BinaryWriter();
  message(data, 3, info.finish());
  return data.finish();
}

/** Encodes the end of a run with its status: 1 success, 2 failure. */
export function encodeHparamsEnd(status: 1 | 2, seconds: number): Uint8Array {
  const info = new BinaryWriter().tag(1, WireType.Varint).int32(status);
  double(info, 2, seconds);
  const data = new BinaryWriter();
  message(data, 4, info.finish());
  return data.finish();
}

/** Encodes the columns of the HParams plugin. Each run writes them; TensorBoard merges them. */
export function encodeHparamsExperiment(
  hparams: Readonly<Record<string, string | number | boolean>>,
  metrics: readonly string[],
  seconds: number,
): Uint8Array {
  const experiment = new BinaryWriter();
  double(experiment, 3, seconds);
  for (const [name, value] of Object.entries(hparams)) {
    const info = new BinaryWriter();
    text(info, 1, name);
    info.tag(4, WireType.Varint).int32(typeof value === 'string' ? 1 : typeof value === 'boolean' ? 2 : 3);
    message(experiment, 4, info.finish());
  }
  for (const tag of metrics) {
    const name = new BinaryWriter();
    text(name, 2, tag);
    const info = new BinaryWriter();
    message(info, 1, name.finish());
    message(experiment, 5, info.finish());
  }
  const data = new BinaryWriter();
  message(data, 2, experiment.finish());
  return data.finish();
}
