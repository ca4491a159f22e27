// Decodes the protobuf messages of an ONNX file (onnx.proto of ONNX 1.16, the parts needed for inference).
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Names of TensorProto.DataType values. */
export const TENSOR_TYPES: Readonly<Record<number, string>> = {
  ...{ 1: 'float', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool' },
  ...{ 10: 'float16', 11: 'double', 12: 'uint32', 13: 'uint64', 14: 'complex64', 15: 'complex128', 16: 'bfloat16' },
};

/** Packed numbers, or a single unpacked number. */
export type Chunk = Uint8Array | number;

/** A TensorProto; its numbers stay undecoded until needed. */
export interface TensorMessage {
  name: string;
  shape: number[];
  type: number;
  raw: Uint8Array | undefined;
  /** float_data, int32_data, int64_data, double_data. */
  floats: Chunk[];
  integers: Chunk[];
  doubles: Chunk[];
  external: boolean;
}

export interface AttributeMessage {
  integer: number | undefined;
  float: number | undefined;
  text: string | undefined;
  integers: number[];
  floats: number[];
  tensor: TensorMessage | undefined;
}

export interface NodeMessage {
  type: string;
  domain: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, AttributeMessage>;
}

/** An input or output of the graph; a dynamic size is its name, or empty. */
export interface ValueMessage {
  name: string;
  type: number | undefined;
  shape: (number | string)[] | undefined;
}

export interface ModelMessage {
  producer: string;
  opsets: Map<string, number>;
  metadata: Map<string, string>;
  graphName: string;
  nodes: NodeMessage[];
  initializers: TensorMessage[];
  sparse: boolean;
  inputs: ValueMessage[];
  outputs: ValueMessage[];
}

/** Maximum number of messages; each takes more memory decoded than in the file. */
const MAX_MESSAGES = 100_000;
const MAX_INTEGERS = 1000;
const MAX_TEXT_BYTES = 4096;
const MAX_METADATA_BYTES = 1024 * 1024;

/** Error for invalid messages. */
class DamagedMessage extends Error {}

type Take = (reader: BinaryReader, wire: WireType) => void;

function expectWire(wire: WireType, wanted: WireType): void {
  if (wire !== wanted) throw new DamagedMessage('a field has an unexpected wire type');
}

function integerOf(reader: BinaryReader, wire: WireType): number {
  expectWire(wire, WireType.Varint);
  const value = Number(reader.int64());
  if (!Number.isSafeInteger(value)) throw new DamagedMessage(`integer ${value} is out of range`);
  return value;
}

function bytesOf(reader: BinaryReader, wire: WireType): Uint8Array {
  expectWire(wire, WireType.LengthDelimited);
  return reader.bytes();
}

function textOf(reader: BinaryReader, wire: WireType, maxBytes = MAX_TEXT_BYTES): string {
  const bytes = bytesOf(reader, wire);
  if (bytes.length > maxBytes) throw new DamagedMessage(`text of ${bytes.length} bytes is too long`);
  return new TextDecoder().decode(bytes);
}

function floatOf(reader: BinaryReader, wire: WireType): number {
  expectWire(wire, WireType.Bit32);
  return reader.float();
}

/** Reads repeated integers, packed or not, up to the maximum length. */
function integersInto(list: number[]): Take {
  const add = (value: number) => {
    if (list.length >= MAX_INTEGERS) throw new DamagedMessage(`list of more than ${MAX_INTEGERS} integers`);
    list.push(value);
  };
  return (reader, wire) => {
    if (wire !== WireType.LengthDelimited) return add(integerOf(reader, wire));
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) add(integerOf(packed, WireType.Varint));
  };
}

/** Reads one model and counts its messages. */
class MessageReader {
  #messages = 0;

  #count(): void {
    this.#messages += 1;
    if (this.#messages > MAX_MESSAGES) throw new DamagedMessage(`more than ${MAX_MESSAGES} messages`);
  }

  #read(bytes: Uint8Array, fields: Readonly<Record<number, Take>>): void {
    this.#count();
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      const take = fields[field];
      if (take === undefined) reader.skip(wire, field);
      else take(reader, wire);
    }
  }

  /** Reads numbers of a tensor: views of packed ones, `single` for unpacked ones. */
  #chunksInto(list: Chunk[], single: (reader: BinaryReader, wire: WireType) => number): Take {
    return (reader, wire) => {
      if (wire === WireType.LengthDelimited) this.#count();
      list.push(wire === WireType.LengthDelimited ? reader.bytes() : single(reader, wire));
    };
  }

  #tensor(bytes: Uint8Array): TensorMessage {
    const tensor: TensorMessage = {
      ...{ name: '', shape: [], type: 0, raw: undefined, floats: [], integers: [], doubles: [], external: false },
    };
    const whole = this.#chunksInto(tensor.integers, integerOf);
    this.#read(bytes, {
      1: integersInto(tensor.shape),
      2: (reader, wire) => {
        tensor.type = integerOf(reader, wire);
      },
      4: this.#chunksInto(tensor.floats, floatOf),
      5: whole,
      7: whole,
      8: (reader, wire) => {
        tensor.name = textOf(reader, wire);
      },
      9: (reader, wire) => {
        tensor.raw = bytesOf(reader, wire);
      },
      10: this.#chunksInto(tensor.doubles, (reader, wire) => {
        expectWire(wire, WireType.Bit64);
        return reader.double();
      }),
      13: (reader, wire) => {
        bytesOf(reader, wire);
        tensor.external = true;
      },
      14: (reader, wire) => {
        if (integerOf(reader, wire) !== 0) tensor.external = true;
      },
    });
    return tensor;
  }

  #attribute(bytes: Uint8Array): [string, AttributeMessage] {
    let name = '';
    const attribute: AttributeMessage = {
      ...{ integer: undefined, float: undefined, text: undefined, integers: [], floats: [], tensor: undefined },
    };
    this.#read(bytes, {
      1: (reader, wire) => {
        name = textOf(reader, wire);
      },
      2: (reader, wire) => {
        attribute.float = floatOf(reader, wire);
      },
      3: (reader, wire) => {
        attribute.integer = integerOf(reader, wire);
      },
      4: (reader, wire) => {
        attribute.text = textOf(reader, wire);
      },
      5: (reader, wire) => {
        attribute.tensor = this.#tensor(bytesOf(reader, wire));
      },
      7: (reader, wire) => {
        const floats = wire === WireType.LengthDelimited ? new BinaryReader(reader.bytes()) : undefined;
        if (floats === undefined) attribute.floats.push(floatOf(reader, wire));
        while (floats !== undefined && floats.pos < floats.len) attribute.floats.push(floats.float());
      },
      8: integersInto(attribute.integers),
    });
    return [name, attribute];
  }

  #node(bytes: Uint8Array): NodeMessage {
    const node: NodeMessage = { type: '', domain: '', name: '', inputs: [], outputs: [], attributes: new Map() };
    const nameInto =
      (list: string[]): Take =>
      (reader, wire) => {
        if (list.length >= MAX_INTEGERS) throw new DamagedMessage(`node with more than ${MAX_INTEGERS} inputs`);
        list.push(textOf(reader, wire));
      };
    this.#read(bytes, {
      1: nameInto(node.inputs),
      2: nameInto(node.outputs),
      3: (reader, wire) => {
        node.name = textOf(reader, wire);
      },
      4: (reader, wire) => {
        node.type = textOf(reader, wire);
      },
      5: (reader, wire) => {
        node.attributes.set(...this.#attribute(bytesOf(reader, wire)));
      },
      7: (reader, wire) => {
        node.domain = textOf(reader, wire);
      },
    });
    return node;
  }

  #dimension(bytes: Uint8Array): number | string {
    let size: number | string = '';
    this.#read(bytes, {
      1: (reader, wire) => {
        size = integerOf(reader, wire);
      },
      2: (reader, wire) => {
        size = textOf(reader, wire);
      },
    });
    return size;
  }

  #value(bytes: Uint8Array): ValueMessage {
    const value: ValueMessage = { name: '', type: undefined, shape: undefined };
    const shape = (inside: Uint8Array) => {
      const sizes: (number | string)[] = [];
      this.#read(inside, { 1: (reader, wire) => void sizes.push(this.#dimension(bytesOf(reader, wire))) });
      value.shape = sizes;
    };
    const tensor = (inside: Uint8Array) =>
      this.#read(inside, {
        1: (reader, wire) => {
          value.type = integerOf(reader, wire);
        },
        2: (reader, wire) => shape(bytesOf(reader, wire)),
      });
    this.#read(bytes, {
      1: (reader, wire) => {
        value.name = textOf(reader, wire);
      },
      2: (reader, wire) => this.#read(bytesOf(reader, wire), { 1: (type, inner) => tensor(bytesOf(type, inner)) }),
    });
    return value;
  }

  #pair(bytes: Uint8Array): [string, string] {
    const pair: [string, string] = ['', ''];
    this.#read(bytes, {
      1: (reader, wire) => {
        pair[0] = textOf(reader, wire);
      },
      2: (reader, wire) => {
        pair[1] = textOf(reader, wire, MAX_METADATA_BYTES);
      },
    });
    return pair;
  }

  #opset(bytes: Uint8Array): [string, number] {
    const opset: [string, number] = ['', 0];
    this.#read(bytes, {
      1: (reader, wire) => {
        opset[0] = textOf(reader, wire);
      },
      2: (reader, wire) => {
        opset[1] = integerOf(reader, wire);
      },
    });
    return opset;
  }

  #graph(bytes: Uint8Array, model: ModelMessage): void {
    this.#read(bytes, {
      1: (reader, wire) => void model.nodes.push(this.#node(bytesOf(reader, wire))),
      2: (reader, wire) => {
        model.graphName = textOf(reader, wire);
      },
      5: (reader, wire) => void model.initializers.push(this.#tensor(bytesOf(reader, wire))),
      11: (reader, wire) => void model.inputs.push(this.#value(bytesOf(reader, wire))),
      12: (reader, wire) => void model.outputs.push(this.#value(bytesOf(reader, wire))),
      15: (reader, wire) => {
        bytesOf(reader, wire);
        model.sparse = true;
      },
    });
  }

  model(bytes: Uint8Array): ModelMessage {
    const model: ModelMessage = {
      ...{ producer: '', opsets: new Map(), metadata: new Map(), graphName: '' },
      ...{ nodes: [], initializers: [], sparse: false, inputs: [], outputs: [] },
    };
    const producer = ['', ''];
    let graph: Uint8Array | undefined;
    this.#read(bytes, {
      2: (reader, wire) => {
        producer[0] = textOf(reader, wire);
      },
      3: (reader, wire) => {
        producer[1] = textOf(reader, wire);
      },
      7: (reader, wire) => {
        graph = bytesOf(reader, wire);
      },
      8: (reader, wire) => void model.opsets.set(...this.#opset(bytesOf(reader, wire))),
      14: (reader, wire) => void model.metadata.set(...this.#pair(bytesOf(reader, wire))),
    });
    if (graph === undefined) throw new DamagedMessage('no graph found');
    this.#graph(graph, model);
    model.producer = producer.filter((part) => part !== '').join(' ');
    return model;
  }
}

/**
 * Decodes the messages of an ONNX file. Tensors are views of `bytes`, so memory use is bounded by the file size.
 *
 * @throws DamagedMessage, or an error of the wire reader, for invalid messages
 */
export function onnxMessages(bytes: Uint8Array): ModelMessage {
  return new MessageReader().model(bytes);
}
