// Operators that exporters write as several nodes.
import type { Chain } from './chain.ts';

export const FIRST = [0, 3, 1, 2];
export const LAST = [0, 2, 3, 1];

/** Adds GELU as an exporter writes it. */
export function gelu(chain: Chain, way: 'torch' | 'keras' | 'tanh'): Chain {
  const x = chain.last;
  const root = chain.given([Math.SQRT2]);
  const [one, half] = [chain.given([1]), chain.given([0.5])];
  if (way === 'torch') {
    const bent = chain.free('Erf', [chain.free('Div', [x, root]).last]).last;
    return chain.free('Mul', [x, chain.free('Add', [bent, one]).last]).node('Mul', [half]);
  }
  const halved = chain.free('Mul', [half, x]).last;
  if (way === 'keras') {
    const bent = chain.free('Erf', [chain.free('Mul', [x, chain.given([Math.SQRT1_2])]).last]).last;
    return chain.free('Mul', [halved, chain.free('Add', [one, bent]).last]);
  }
  const cube = chain.free('Mul', [chain.given([0.044715]), chain.free('Pow', [x, chain.given([3])]).last]).last;
  const inner = chain.free('Mul', [chain.given([0.7978845608]), chain.free('Add', [x, cube]).last]).last;
  return chain.free('Mul', [halved, chain.free('Add', [one, chain.free('Tanh', [inner]).last]).last]);
}

/** x.view(x.size(0), -1) */
export function viewed(chain: Chain): Chain {
  const x = chain.last;
  const size = chain.free('Gather', [chain.free('Shape', [x]).last, chain.given([0], [], 'int64')], { axis: 0 }).last;
  const row = chain.free('Unsqueeze', [size, chain.given([0], [1], 'int64')]).last;
  const shape = chain.free('Concat', [row, chain.given([-1], [1], 'int64')], { axis: 0 }).last;
  return chain.free('Reshape', [x, shape]);
}
