// Writes ONNX files of any form for tests, independently of the tool's own writer and reader.
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

const TYPES = { float: 1, uint8: 2, int32: 6, int64: 7, float16: 10, double: 11 } as const;
type TensorType = keyof typeof TYPES;

export interface TensorText {
  shape: readonly number[];
  values: readonly number[];
  /** Default float. */
  type?: TensorType;
  /** Store values in the typed field instead of as raw bytes. */
  typed?: boolean;
}

export type AttributeText =
  | number
  | string
  | readonly number[]
  | { float: number }
  | { floats: number[] }
  | { tensor: TensorText };

export interface NodeText {
  type: string;
  inputs: readonly string[];
  outputs: readonly string[];
  name?: string;
  domain?: string;
  attributes?: Readonly<Record<string, AttributeText>>;
}

export interface ValueText {
  name: string;
  /** A string is the name of a dynamic dimension. */
  shape?: readonly (number | string)[];
  type?: TensorType;
}

export interface ModelText {
  nodes: readonly NodeText[];
  tensors?: Readonly<Record<string, TensorText>>;
  inputs: readonly ValueText[];
  outputs: readonly ValueText[];
  /** Default 17. */
  opset?: number;
  /** Default 8. */
  ir?: number;
  metadata?: Readonly<Record<string, string>>;
  producer?: string;
}

const whole = (writer: BinaryWriter, field: number, value: number) => writer.tag(field, WireType.Varint).int64(value);
const text = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);
const bytes = (writer: BinaryWriter, field: number, value: Uint8Array) =>
  writer.tag(field, WireType.LengthDelimited).bytes(value);
const inside = (writer: BinaryWriter, field: number, fill: (inner: BinaryWriter) => void) => {
  const inner = new BinaryWriter();
  fill(inner);
  bytes(writer, field, inner.finish());
};

/** Bits of a float32 as binary16, rounded down; exact for the values used in tests. */
function halfBits(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const exponent = ((bits >>> 23) & 255) - 112;
  if (exponent <= 0) return (bits >>> 16) & 0x8000;
  return ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 1023);
}

function rawBytes(values: readonly number[], type: TensorType): Uint8Array {
  const width = { float: 4, uint8: 1, int32: 4, int64: 8, float16: 2, double: 8 }[type];
  const view = new DataView(new ArrayBuffer(values.length * width));
  for (const [index, value] of values.entries()) {
    const at = index * width;
    if (type === 'float') view.setFloat32(at, value, true);
    else if (type === 'double') view.setFloat64(at, value, true);
    else if (type === 'float16') view.setUint16(at, halfBits(value), true);
    else if (type === 'int64') view.setBigInt64(at, BigInt(value), true);
    else if (type === 'int32') view.setInt32(at, value, true);
    else view.setUint8(at, value);
  }
  return new Uint8Array(view.buffer);
}

function packed(values: readonly number[], add: (writer: BinaryWriter, value: number) => void): Uint8Array {
  const writer = new BinaryWriter();
  for (const value of values) add(writer, value);
  return writer.finish();
}

export function tensorInto(
  writer: BinaryWriter,
  { shape, values, type = 'float', typed }: TensorText,
  name: string,
): void {
  for (const size of shape) whole(writer, 1, size);
  whole(writer, 2, TYPES[type]);
  text(writer, 8, name);
  if (!typed) bytes(writer, 9, rawBytes(values, type));
  else if (type === 'float') bytes(writer, 4, rawBytes(values, type));
  else if (type === 'double') bytes(writer, 10, rawBytes(values, type));
  else if (type === 'int64')
    bytes(
      writer,
      7,
      packed(values, (own, value) => void own.int64(value)),
    );
  else if (type === 'float16')
    bytes(
      writer,
      5,
      packed(values, (own, value) => void own.int32(halfBits(value))),
    );
  else
    bytes(
      writer,
      5,
      packed(values, (own, value) => void own.int32(value)),
    );
}

function attributeInto(writer: BinaryWriter, name: string, value: AttributeText): void {
  text(writer, 1, name);
  if (typeof value === 'number') whole(whole(writer, 3, value), 20, 2);
  else if (typeof value === 'string') whole(text(writer, 4, value), 20, 3);
  else if ('float' in value) whole(writer.tag(2, WireType.Bit32).float(value.float), 20, 1);
  else if ('tensor' in value) {
    inside(writer, 5, (inner) => tensorInto(inner, value.tensor, ''));
    whole(writer, 20, 4);
  } else if ('floats' in value) {
    for (const one of value.floats) writer.tag(7, WireType.Bit32).float(one);
    whole(writer, 20, 6);
  } else {
    for (const one of value) whole(writer, 8, one);
    whole(writer, 20, 7);
  }
}

function nodeInto(writer: BinaryWriter, { type, inputs, outputs, name, domain, attributes = {} }: NodeText): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  if (name !== undefined) text(writer, 3, name);
  text(writer, 4, type);
  for (const [key, value] of Object.entries(attributes)) inside(writer, 5, (inner) => attributeInto(inner, key, value));
  if (domain !== undefined) text(writer, 7, domain);
}

function valueInto(writer: BinaryWriter, { name, shape, type = 'float' }: ValueText): void {
  text(writer, 1, name);
  inside(writer, 2, (whichType) =>
    inside(whichType, 1, (tensor) => {
      whole(tensor, 1, TYPES[type]);
      if (shape === undefined) return;
      inside(tensor, 2, (sizes) => {
        for (const size of shape)
          inside(sizes, 1, (one) => void (typeof size === 'number' ? whole(one, 1, size) : text(one, 2, size)));
      });
    }),
  );
}

/** The bytes of a model. */
export function onnxBytes({ nodes, tensors = {}, inputs, outputs, ...model }: ModelText): Uint8Array {
  const { opset = 17, ir = 8, metadata = {}, producer = 'test' } = model;
  const writer = new BinaryWriter();
  whole(writer, 1, ir);
  text(writer, 2, producer);
  inside(writer, 7, (graph) => {
    for (const node of nodes) inside(graph, 1, (inner) => nodeInto(inner, node));
    text(graph, 2, 'graph');
    for (const [name, tensor] of Object.entries(tensors)) inside(graph, 5, (inner) => tensorInto(inner, tensor, name));
    for (const value of inputs) inside(graph, 11, (inner) => valueInto(inner, value));
    for (const value of outputs) inside(graph, 12, (inner) => valueInto(inner, value));
  });
  inside(writer, 8, (inner) => whole(text(inner, 1, ''), 2, opset));
  for (const [key, value] of Object.entries(metadata))
    inside(writer, 14, (inner) => void text(text(inner, 1, key), 2, value));
  return writer.finish();
}
