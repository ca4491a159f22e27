// Exports a model's inference as an ONNX file for other runtimes.
import type { Sequential } from '../../model.ts';
import { TO_CHANNELS_FIRST, TO_CHANNELS_LAST, writeLayer } from './layerNodes.ts';
import { BYTE_TENSOR, FLOAT_TENSOR, OnnxGraph } from './onnxGraph.ts';

/** Names of the graph's input and output. */
const INPUT = 'input';
const OUTPUT = 'output';

export interface OnnxOptions {
  /** `floats` (default): float32 values as the model takes them; `bytes`: uint8, cast inside the graph. */
  input?: 'floats' | 'bytes';
  /** Written to the file's `metadata_props`. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * Exports the model as the bytes of an ONNX file (opset 17, IR 8). The input `input` is float32 [batch, height, width,
 * channels] with the same values the model takes (0 to 255 if it starts with a rescaling). The output `output` is the
 * result of `predict`, [batch, ...outputShape]. Dropout and augmentation are omitted, and batch normalization uses its
 * moving statistics. The same model gives the same bytes.
 *
 * Source: the ONNX specification 1.12, onnx.proto and Operators.md.
 *
 * @example writeFileSync('model.onnx', onnxModel(model));
 */
export function onnxModel(model: Sequential, { input = 'floats', metadata = {} }: OnnxOptions = {}): Uint8Array {
  const { chain } = model;
  const graph = new OnnxGraph();
  graph.reserve(INPUT);
  graph.reserve(OUTPUT);
  const weights = new Map(model.weights().map(({ name, data }) => [name, data]));
  const pixels = input === 'bytes' ? graph.node('Cast', 'floats', [INPUT], { to: FLOAT_TENSOR }) : INPUT;
  let last = graph.node('Transpose', 'channelsFirst', [pixels], { perm: TO_CHANNELS_FIRST });
  for (const layer of chain.layers) {
    last = writeLayer(graph, layer, last, ({ name }) => weights.get(`${layer.name}/${name}`) ?? new Float32Array(0));
  }
  if (chain.outputShape.length === 3) graph.output('Transpose', OUTPUT, last, { perm: TO_CHANNELS_LAST });
  else graph.output('Identity', OUTPUT, last);
  const type = input === 'bytes' ? BYTE_TENSOR : FLOAT_TENSOR;
  return graph.file(
    model.name,
    { name: INPUT, shape: chain.inputShape, type },
    { name: OUTPUT, shape: chain.outputShape, type: FLOAT_TENSOR },
    metadata,
  );
}
