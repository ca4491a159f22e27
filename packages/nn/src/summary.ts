// The summary of a model as a table of text.
import type { Chain } from './chain.ts';

const withCommas = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',');

/** A table as in Keras: one line per layer with output shape, parameters and multiply-adds, and the totals. */
export function summarize(name: string, chain: Chain): string {
  const header = ['Layer (type)', 'Output shape', 'Parameters', 'Multiply-adds'];
  const rows = chain.layers.map((layer) => [
    `${layer.name} (${layer.className})`,
    layer.outputShape.join('x'),
    withCommas(layer.parameters),
    withCommas(layer.multiplyAdds),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('   ');
  const rule = (mark: string) => mark.repeat(widths.reduce((sum, width) => sum + width, 9));
  const fixed = chain.layers
    .flatMap(({ weights }) => weights)
    .reduce((sum, { size, trainable = true }) => sum + (trainable ? 0 : size), 0);
  return [
    `Model "${name}", input ${chain.inputShape.join('x')}`,
    rule('─'),
    line(header),
    rule('═'),
    ...rows.map(line),
    rule('═'),
    `Parameters: ${withCommas(chain.parameters)}${fixed === 0 ? '' : ` (${withCommas(fixed)} not trainable)`}`,
    `Multiply-adds: ${withCommas(chain.multiplyAdds)} (${(chain.multiplyAdds / 1e6).toFixed(1)} M)`,
  ].join('\n');
}
