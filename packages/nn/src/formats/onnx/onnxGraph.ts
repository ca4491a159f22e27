// Builds an ONNX graph: nodes and tensors in the order they are added (onnx.proto of ONNX 1.12).
import type { OnnxAttribute, OnnxAttributes, Shape } from '../../layers/index.ts';
import { bytesField, type Field, floatField, integerField, joined, messageField, textField } from './protobuf.ts';

/** Values of TensorProto.DataType and AttributeProto.AttributeType. */
export const FLOAT_TENSOR = 1;
export const BYTE_TENSOR = 2;
const FLOAT = 1;
const INT = 2;
const INTS = 7;

const OPSET = 17;
const IR_VERSION = 8;

function attributeField(name: string, value: OnnxAttribute): Field {
  const attribute = (type: number, fields: Field[]) =>
    messageField(5, [textField(1, name), ...fields, integerField(20, type)]);
  if (typeof value === 'number') return attribute(INT, [integerField(3, value)]);
  if ('float' in value) return attribute(FLOAT, [floatField(2, value.float)]);
  return attribute(
    INTS,
    value.map((item) => integerField(8, item)),
  );
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return bytes;
}

/** An input or output: its shape without the batch, and its TensorProto.DataType. */
export interface GraphValue {
  name: string;
  shape: Shape;
  type: number;
}

// Encodes an input (field 11) or output (field 12) of the graph with a variable batch size.
function valueField(field: number, { name, shape, type }: GraphValue): Field {
  const sizes = [
    messageField(1, [textField(2, 'batch')]),
    ...shape.map((size) => messageField(1, [integerField(1, size)])),
  ];
  const tensor = messageField(1, [integerField(1, type), messageField(2, sizes)]);
  return messageField(field, [textField(1, name), messageField(2, [tensor])]);
}

export class OnnxGraph {
  readonly #nodes: Field[] = [];
  readonly #tensors: Field[] = [];
  readonly #names = new Set<string>();

  #fresh(name: string): string {
    let fresh = name;
    for (let n = 1; this.#names.has(fresh); n++) fresh = `${name}_${n}`;
    this.#names.add(fresh);
    return fresh;
  }

  /** Adds a constant tensor and returns its name; values are in row-major order. */
  tensor(name: string, shape: Shape, values: Float32Array): string {
    const fresh = this.#fresh(name);
    this.#tensors.push(
      messageField(5, [
        ...shape.map((size) => integerField(1, size)),
        integerField(2, FLOAT_TENSOR),
        textField(8, fresh),
        bytesField(9, littleEndian(values)),
      ]),
    );
    return fresh;
  }

  /** Adds a one-element tensor that broadcasts to any shape. */
  scalar(name: string, value: number): string {
    return this.tensor(name, [], Float32Array.of(value));
  }

  /** Adds a node and returns the name of its output: the node's name, made unique. */
  node(type: string, name: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    const fresh = this.#fresh(name);
    this.#add(type, fresh, inputs, attributes);
    return fresh;
  }

  /** Adds the last node, whose output has a reserved name. */
  output(type: string, name: string, input: string, attributes: OnnxAttributes = {}): void {
    this.#add(type, name, [input], attributes);
  }

  #add(type: string, fresh: string, inputs: readonly string[], attributes: OnnxAttributes): void {
    this.#nodes.push(
      messageField(1, [
        ...inputs.map((input) => textField(1, input)),
        textField(2, fresh),
        textField(3, fresh),
        textField(4, type),
        ...Object.entries(attributes).map(([key, value]) => attributeField(key, value)),
      ]),
    );
  }

  /** Reserves a name so that no node gets it. */
  reserve(name: string): void {
    this.#names.add(name);
  }

  /** Encodes the whole file. */
  file(
    name: string,
    input: GraphValue,
    output: GraphValue,
    metadata: Readonly<Record<string, string>> = {},
  ): Uint8Array {
    const graph = [...this.#nodes, textField(2, name), ...this.#tensors, valueField(11, input), valueField(12, output)];
    return joined([
      integerField(1, IR_VERSION),
      textField(2, '@toonvision/nn'),
      messageField(7, graph),
      messageField(8, [textField(1, ''), integerField(2, OPSET)]),
      ...Object.entries(metadata).map(([key, value]) => messageField(14, [textField(1, key), textField(2, value)])),
    ]);
  }
}
