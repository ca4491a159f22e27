// The messages of an event file (tensorflow's event.proto, summary.proto, graph.proto), written field by field.
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A value of a summary. */
export type SummaryValue =
  | { tag: string; scalar: number }
  | { tag: string; histogram: Histogram }
  | { tag: string; image: { width: number; height: number; png: Uint8Array } }
  /** For the HParams plugin. */
  | { tag: string; hparams: Uint8Array };

/** Bucket `i` holds the values from `limits[i - 1]` to below `limits[i]`. */
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
  /** Seconds since 1970. */
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

function packedDoubles(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, index) => {
    bytes.setFloat64(index * 8, value, true);
  });
  return new Uint8Array(bytes.buffer);
}

function histogramBytes({ min, max, count, sum, sumSquares, limits, counts }: Histogram): Uint8Array {
  const writer = new BinaryWriter();
  [min, max, count, sum, sumSquares].forEach((value, index) => {
    double(writer, index + 1, value);
  });
  message(writer, 6, packedDoubles(limits));
  message(writer, 7, packedDoubles(counts));
  return writer.finish();
}

/** What the HParams plugin reads hangs on a tensor of one zero, which it does not look at. */
function emptyTensor(): Uint8Array {
  const dimension = new BinaryWriter().tag(1, WireType.Varint).int64(1).finish();
  const shape = new BinaryWriter();
  message(shape, 2, dimension);
  const tensor = new BinaryWriter();
  tensor.tag(1, WireType.Varint).int32(1);
  message(tensor, 2, shape.finish());
  message(tensor, 4, new Uint8Array(4));
  return tensor.finish();
}

function valueBytes(value: SummaryValue): Uint8Array {
  const writer = new BinaryWriter();
  text(writer, 1, value.tag);
  if ('scalar' in value) writer.tag(2, WireType.Bit32).float(value.scalar);
  else if ('histogram' in value) message(writer, 5, histogramBytes(value.histogram));
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
    message(writer, 8, emptyTensor());
    message(writer, 9, metadata.finish());
  }
  return writer.finish();
}

/** One event. */
export function eventBytes({ wallTime, step, fileVersion, graph, values }: EventMessage): Uint8Array {
  const writer = new BinaryWriter();
  double(writer, 1, wallTime);
  if (step !== undefined) writer.tag(2, WireType.Varint).int64(step);
  if (fileVersion !== undefined) text(writer, 3, fileVersion);
  if (graph !== undefined) message(writer, 4, graph);
  if (values !== undefined) {
    const summary = new BinaryWriter();
    for (const value of values) message(summary, 1, valueBytes(value));
    message(writer, 5, summary.finish());
  }
  return writer.finish();
}

export interface GraphNode {
  name: string;
  op: string;
  inputs: readonly string[];
  /** Of its output, without the batch. */
  shape: readonly number[];
  attributes: Readonly<Record<string, string>>;
}

/** A graph as TensorBoard draws it. */
export function graphBytes(nodes: readonly GraphNode[]): Uint8Array {
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
      const held = new BinaryWriter();
      message(held, 2, new TextEncoder().encode(value));
      attribute(key, held.finish());
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

/** The settings and the end of a run for the HParams plugin (plugin_data.proto). */
export function hparamsStart(
  hparams: Readonly<Record<string, string | number | boolean>>,
  name: string,
  seconds: number,
): Uint8Array {
  const info = new BinaryWriter();
  for (const [key, value] of Object.entries(hparams)) {
    const held = new BinaryWriter();
    if (typeof value === 'number') double(held, 2, value);
    else if (typeof value === 'string') text(held, 3, value);
    else held.tag(4, WireType.Varint).bool(value);
    const entry = new BinaryWriter();
    text(entry, 1, key);
    message(entry, 2, held.finish());
    message(info, 1, entry.finish());
  }
  text(info, 4, name);
  double(info, 5, seconds);
  const data = new BinaryWriter();
  message(data, 3, info.finish());
  return data.finish();
}

/** How a run ended: 1 well, 2 failed. */
export function hparamsEnd(status: 1 | 2, seconds: number): Uint8Array {
  const info = new BinaryWriter().tag(1, WireType.Varint).int32(status);
  double(info, 2, seconds);
  const data = new BinaryWriter();
  message(data, 4, info.finish());
  return data.finish();
}

/** Which settings and metrics the HParams plugin shows as columns; in each run, as TensorBoard merges them. */
export function hparamsExperiment(
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
