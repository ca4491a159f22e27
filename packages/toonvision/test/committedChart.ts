// Compares a chart with its committed specification, and a few charts with their committed SVG as well.
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { SCHEMA } from '../src/charts/chartSpec.ts';
import { type ChartSpec, type ChartTheme, renderSvg } from '../src/charts/index.ts';
import { themeConfig } from '../src/charts/theme.ts';

/** Charts whose SVG is compared byte for byte, in addition to those in `inspectArticle.test.ts`. */
const WITH_SVG = ['confusionHeatmap-dark', 'studySlices-light'];
/** Longer data are compared by their hash. */
const MAX_ROWS = 24;

/** Formats a specification: short values on one line, long data as a hash. */
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

/** Expects `make` to return the committed chart, without NaN or undefined values, and rendering to be repeatable. */
export async function expectCommittedChart(name: string, theme: ChartTheme, make: () => ChartSpec): Promise<void> {
  const file = `./snapshots/${name}-${theme}`;
  const { $schema, config, ...spec } = make();
  expect({ $schema, config }).toEqual({ $schema: SCHEMA, config: themeConfig(theme) });
  await expect(specText(spec)).toMatchFileSnapshot(`${file}.json`);
  const svg = await renderSvg(make());
  if (WITH_SVG.includes(`${name}-${theme}`)) await expect(svg).toMatchFileSnapshot(`${file}.svg`);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  // Rendering must not depend on earlier renderings in the process.
  expect((await renderSvg(make())) === svg).toBe(true);
}
