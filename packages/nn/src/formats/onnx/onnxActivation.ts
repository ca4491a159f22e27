// Writes activations as ONNX nodes. Opset 17 has no gelu, so it is composed of other operators.
import type { ActivationFunction } from '../../activationName.ts';
import type { OnnxGraph } from './onnxGraph.ts';

// x * 0.5 * (1 + erf(x / sqrt(2))), or tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)) for erf (Hendrycks and Gimpel 2016).
function gelu(graph: OnnxGraph, name: string, input: string, approximate: boolean): string {
  const constant = (what: string, value: number) => graph.scalar(`${name}/${what}`, value);
  const node = (type: string, what: string, ...inputs: string[]) => graph.node(type, `${name}/${what}`, inputs);
  const inner = approximate
    ? node(
        'Mul',
        'scaled',
        node(
          'Add',
          'sum',
          input,
          node('Mul', 'bent', node('Pow', 'cube', input, constant('three', 3)), constant('bend', 0.044715)),
        ),
        constant('rootOfTwoByPi', 0.7978845608028654),
      )
    : node('Mul', 'scaled', input, constant('rootOfHalf', Math.SQRT1_2));
  const bounded = node(approximate ? 'Tanh' : 'Erf', 'bounded', inner);
  const gate = node('Mul', 'gate', node('Add', 'aboveZero', bounded, constant('one', 1)), constant('half', 0.5));
  return graph.node('Mul', name, [input, gate]);
}

/** Adds the nodes of an activation and returns the name of its output. Channels are axis 1. */
export function onnxActivation(
  graph: OnnxGraph,
  name: string,
  input: string,
  { activation, negativeSlope = 0.2, alpha = 1, approximate = false }: ActivationFunction,
): string {
  switch (activation) {
    case 'linear':
      return input;
    case 'relu':
      return graph.node('Relu', name, [input]);
    case 'leakyRelu':
      return graph.node('LeakyRelu', name, [input], { alpha: { float: negativeSlope } });
    case 'elu':
      return graph.node('Elu', name, [input], { alpha: { float: alpha } });
    case 'gelu':
      return gelu(graph, name, input, approximate);
    case 'tanh':
      return graph.node('Tanh', name, [input]);
    case 'sigmoid':
      return graph.node('Sigmoid', name, [input]);
    case 'softmax':
      return graph.node('Softmax', name, [input], { axis: 1 });
  }
}
