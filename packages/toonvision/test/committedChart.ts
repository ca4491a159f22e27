// Compares a chart with what is committed: its specification, and for a few charts the drawing as well.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { SCHEMA } from '../src/charts/chartSpec.ts';
import { type ChartSpec, type ChartTheme, renderSvg } from '../src/charts/index.ts';
import { themeConfig } from '../src/charts/theme.ts';

/** Charts whose drawing is compared byte for byte, beside those of the article (`inspectArticle.test.ts`). */
const DRAWN = ['confusionHeatmap-dark', 'studySlices-light'];
/** Longer lists of rows are compared by their hash. */
const MAX_ROWS = 24;

/** A specification as readable text: what is short on one line, the rows of long data as a hash. */
function specText(spec: object): string {
  const write = (value: unknown, indent: string): string => {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
    if (Array.isArray(value) && value.length > MAX_ROWS) {
      const hash = createHash('sha256').update(JSON.stringify(value)).digest('hex');
      return JSON.stringify(`${value.length} rows, SHA-256 ${hash}`);
    }
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    const flat = JSON.stringify(value);
    if (flat.length + indent.length <= 100) return flat;
    const inner = `${indent}  `;
    const lines = entries.map(([key, part]) => {
      const text = write(part, inner);
      return inner + (Array.isArray(value) ? text : `${JSON.stringify(key)}: ${text}`);
    });
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
  };
  return `${write(spec, '')}\n`;
}

/** Expects the chart that `make` gives to be the committed one, without a broken number, and the same when drawn again. */
export async function expectCommittedChart(name: string, theme: ChartTheme, make: () => ChartSpec): Promise<void> {
  const file = `./snapshots/${name}-${theme}`;
  const { $schema, config, ...spec } = make();
  expect({ $schema, config }).toEqual({ $schema: SCHEMA, config: themeConfig(theme) });
  await expect(specText(spec)).toMatchFileSnapshot(`${file}.json`);
  const svg = await renderSvg(make());
  if (DRAWN.includes(`${name}-${theme}`)) await expect(svg).toMatchFileSnapshot(`${file}.svg`);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  // Nothing of the first drawing is left.
  expect((await renderSvg(make())) === svg).toBe(true);
}
