// The layers of a model as boxes, from the picture down to the probabilities.
import { compactNumber, count } from '../format/index.ts';
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** A layer as the architecture diagram draws it. */
export interface DiagramLayer {
  name: string;
  /** What it is, with its settings: `conv2d 3x3`. */
  kind: string;
  /** Of its output, without the batch. */
  shape: readonly number[];
  parameters: number;
  multiplyAdds: number;
}

/** Options of `architectureDiagram`. */
export interface ArchitectureDiagramOptions extends ChartOptions {
  /** Of the picture, [height, width, channels]. */
  inputShape: readonly number[];
}

const ROW = 34;
const WIDTH = 560;

/**
 * A box a layer with its output shape, parameters and multiply-adds; the bar in the box is its share of all multiply-adds,
 * and layers with parameters are drawn strongly.
 *
 * @example
 * architectureDiagram(layers, { title: 'tuned', inputShape: [600, 200, 3] });
 */
export function architectureDiagram(layers: readonly DiagramLayer[], options: ArchitectureDiagramOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const most = Math.max(1, ...layers.map(({ multiplyAdds }) => multiplyAdds));
  const rows = [{ name: 'input', kind: '', shape: options.inputShape, parameters: 0, multiplyAdds: 0 }, ...layers].map(
    ({ name, kind, shape, parameters, multiplyAdds }, row) => ({
      name: kind === '' || kind === name ? name : `${name}  ·  ${kind}`,
      shape: shape.join(' × '),
      parameters: parameters === 0 ? '' : count(parameters),
      multiplyAdds: multiplyAdds === 0 ? '' : compactNumber(multiplyAdds),
      strong: parameters > 0,
      top: row * ROW + 3,
      bottom: (row + 1) * ROW - 5,
      middle: row * ROW + ROW / 2 - 1,
      end: (row + 1) * ROW + 3,
      share: (multiplyAdds / most) * WIDTH,
      isLast: row === layers.length,
      zero: 0,
      width: WIDTH,
      centre: WIDTH / 2,
    }),
  );
  const height = rows.length * ROW;
  const place = (field: string, domain: [number, number]) => ({
    field,
    type: 'quantitative' as const,
    scale: { domain, nice: false },
    axis: null,
  });
  const x = (field: string) => place(field, [0, WIDTH]);
  const y = (field: string) => place(field, [height, 0]);
  const column = (field: string, at: number, align: 'left' | 'right', muted = false) =>
    ({
      mark: { type: 'text', align, baseline: 'middle', fontSize: 11, color: muted ? colors.muted : colors.text },
      encoding: { x: { value: at }, y: y('middle'), text: { field } },
    }) as const;
  const head = [
    { word: 'layer', at: 10, align: 'left' },
    { word: 'output', at: 390, align: 'right' },
    { word: 'parameters', at: 475, align: 'right' },
    { word: 'multiply-adds', at: WIDTH - 8, align: 'right' },
  ] as const;
  return baseSpec(options, {
    width: WIDTH,
    height,
    data: { values: rows },
    layer: [
      {
        transform: [{ filter: '!datum.isLast' }],
        mark: { type: 'rule', color: colors.muted },
        encoding: { x: x('centre'), y: y('bottom'), y2: { field: 'end' } },
      },
      {
        mark: { type: 'rect', cornerRadius: 4, strokeWidth: 1, stroke: colors.muted, color: colors.background },
        encoding: {
          x: x('zero'),
          x2: { field: 'width' },
          y: y('top'),
          y2: { field: 'bottom' },
          strokeOpacity: { condition: { test: 'datum.strong', value: 1 }, value: 0.35 },
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
      ...head.map(
        ({ word, at, align }) =>
          ({
            data: { values: [{ word }] },
            mark: { type: 'text', align, fontSize: 10, color: colors.muted },
            encoding: { x: { value: at }, y: { value: -8 }, text: { field: 'word' } },
          }) as const,
      ),
    ],
  });
}
