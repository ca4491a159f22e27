// Diagram of a model's layers as boxes, from the input image down to the probabilities.
import { compactNumber, count } from '../format/index.ts';
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** A layer in the architecture diagram. */
export interface DiagramLayer {
  name: string;
  /** Type and settings of the layer: `conv2d 3x3`. */
  kind: string;
  /** Output shape without the batch axis. */
  shape: readonly number[];
  parameters: number;
  multiplyAdds: number;
}

/** Options of `architectureDiagram`. */
export interface ArchitectureDiagramOptions extends ChartOptions {
  /** Shape of the input image, [height, width, channels]. */
  inputShape: readonly number[];
}

const ROW_HEIGHT = 34;
const WIDTH = 560;

/**
 * One box per layer with its output shape, parameters and multiply-adds. The bar in a box compares its multiply-adds
 * with those of the most expensive layer; layers without parameters have a faint outline.
 *
 * @example
 * architectureDiagram(layers, { title: 'tuned', inputShape: [600, 200, 3] });
 */
export function architectureDiagram(layers: readonly DiagramLayer[], options: ArchitectureDiagramOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const maxMultiplyAdds = Math.max(1, ...layers.map(({ multiplyAdds }) => multiplyAdds));
  const rows = [{ name: 'input', kind: '', shape: options.inputShape, parameters: 0, multiplyAdds: 0 }, ...layers].map(
    ({ name, kind, shape, parameters, multiplyAdds }, row) => ({
      name: kind === '' || kind === name ? name : `${name}  ·  ${kind}`,
      shape: shape.join(' × '),
      parameters: parameters === 0 ? '' : count(parameters),
      multiplyAdds: multiplyAdds === 0 ? '' : compactNumber(multiplyAdds),
      hasParameters: parameters > 0,
      top: row * ROW_HEIGHT + 3,
      bottom: (row + 1) * ROW_HEIGHT - 5,
      middle: row * ROW_HEIGHT + ROW_HEIGHT / 2 - 1,
      end: (row + 1) * ROW_HEIGHT + 3,
      share: (multiplyAdds / maxMultiplyAdds) * WIDTH,
      isLast: row === layers.length,
      zero: 0,
      width: WIDTH,
      center: WIDTH / 2,
    }),
  );
  const height = rows.length * ROW_HEIGHT;
  const position = (field: string, domain: [number, number]) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain, nice: false },
    axis: null,
  });
  const x = (field: string) => position(field, [0, WIDTH]);
  const y = (field: string) => position(field, [height, 0]);
  const column = (field: string, x: number, align: 'left' | 'right', muted = false) =>
    ({
      mark: { type: 'text', align, baseline: 'middle', fontSize: 11, color: muted ? colors.muted : colors.text },
      encoding: { x: { value: x }, y: y('middle'), text: { field } },
    }) as const;
  const header = [
    { label: 'layer', x: 10, align: 'left' },
    { label: 'output', x: 390, align: 'right' },
    { label: 'parameters', x: 475, align: 'right' },
    { label: 'multiply-adds', x: WIDTH - 8, align: 'right' },
  ] as const;
  return baseSpec(options, {
    width: WIDTH,
    height,
    data: { values: rows },
    layer: [
      {
        transform: [{ filter: '!datum.isLast' }],
        mark: { type: 'rule', color: colors.muted },
        encoding: { x: x('center'), y: y('bottom'), y2: { field: 'end' } },
      },
      {
        mark: { type: 'rect', cornerRadius: 4, strokeWidth: 1, stroke: colors.muted, color: colors.background },
        encoding: {
          x: x('zero'),
          x2: { field: 'width' },
          y: y('top'),
          y2: { field: 'bottom' },
          strokeOpacity: { condition: { test: 'datum.hasParameters', value: 1 }, value: 0.35 },
        },
      },
      {
        transform: [{ filter: 'datum.share > 0' }],
        mark: { type: 'rect', cornerRadius: 4, color: colors.splits[2] },
        encoding: { x: x('zero'), x2: { field: 'share' }, y: y('top'), y2: { field: 'bottom' } },
      },
      column('name', 10, 'left'),
      column('shape', 390, 'right', true),
      column('parameters', 475, 'right'),
      column('multiplyAdds', WIDTH - 8, 'right'),
      ...header.map(
        ({ label, x, align }) =>
          ({
            data: { values: [{ label }] },
            mark: { type: 'text', align, fontSize: 10, color: colors.muted },
            encoding: { x: { value: x }, y: { value: -8 }, text: { field: 'label' } },
          }) as const,
      ),
    ],
  });
}
