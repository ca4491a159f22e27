// A chain of ONNX nodes with seeded random weights, for tests.
import { sizeOf, streamKey, uniform } from '@toonvision/nn';
import {
  type AttributeText,
  type ModelText,
  type NodeText,
  onnxBytes,
  type TensorText,
  type ValueText,
} from './graphWriter.ts';

export class Chain {
  readonly nodes: NodeText[] = [];
  readonly tensors: Record<string, TensorText> = {};
  last = 'input';
  readonly input: ValueText;
  readonly options: Partial<ModelText>;
  #count = 0;

  constructor(input: ValueText, options: Partial<ModelText> = {}) {
    this.input = input;
    this.options = options;
  }

  /** Adds a random tensor of a shape and returns its name. */
  weight(shape: readonly number[], options: Partial<TensorText> = {}, from = -0.5, to = 0.5): string {
    this.#count += 1;
    const name = `w${this.#count}`;
    const size = sizeOf(shape);
    this.tensors[name] = { shape, values: [...uniform(streamKey(5, name), size, from, to)], ...options };
    return name;
  }

  given(values: readonly number[], shape: readonly number[] = [], type: TensorText['type'] = 'float'): string {
    this.#count += 1;
    this.tensors[`g${this.#count}`] = { shape, values, type };
    return `g${this.#count}`;
  }

  /** Adds a node whose first input is the last output, followed by `inputs`. */
  node(type: string, inputs: readonly string[] = [], attributes: Record<string, AttributeText> = {}): this {
    return this.free(type, [this.last, ...inputs], attributes);
  }

  free(type: string, inputs: readonly string[], attributes: Record<string, AttributeText> = {}): this {
    this.#count += 1;
    const output = `t${this.#count}`;
    this.nodes.push({ type, inputs, outputs: [output], name: `/part.${this.#count}/${type}`, attributes });
    this.last = output;
    return this;
  }

  conv(
    outputs: number,
    inputs: number,
    size: readonly [number, number],
    attributes: Record<string, AttributeText> = {},
    bias = true,
  ): this {
    const kernel = this.weight([outputs, inputs, ...size]);
    return this.node('Conv', bias ? [kernel, this.weight([outputs])] : [kernel], attributes);
  }

  dense(inputs: number, units: number): this {
    return this.node('Gemm', [this.weight([units, inputs]), this.weight([units])], { transB: 1 });
  }

  bytes(): Uint8Array {
    const { nodes, tensors, input, last, options } = this;
    return onnxBytes({ nodes, tensors, inputs: [input], outputs: [{ name: last }], ...options });
  }
}

/** A chain of images [batch, 3, height, width]. */
export const imageChain = (height = 9, width = 7, options: Partial<ModelText> = {}): Chain =>
  new Chain({ name: 'input', shape: ['batch', 3, height, width] }, options);
/** A chain of images [batch, height, width, 3]. */
export const channelsLast = (height = 9, width = 7, options: Partial<ModelText> = {}): Chain =>
  new Chain({ name: 'input', shape: ['unk__1', height, width, 3] }, options);
