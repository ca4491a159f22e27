// Draws learning curves: one line for training, one for validation.
const SVG = 'http://www.w3.org/2000/svg';
const [WIDTH, HEIGHT] = [320, 180];
const MARGIN = { top: 10, right: 10, bottom: 24, left: 40 };

export interface Curve {
  name: string;
  /** Class in the style sheet. */
  class: string;
  /** One value per epoch. */
  values: readonly number[];
}

function shape(tag: string, attributes: Record<string, string | number>, text = ''): Element {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

/** Three to six round numbers from 0 to at least `max`. */
export function ticksTo(max: number): number[] {
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [0.1, 0.2, 0.5, 1, 2].map((factor) => factor * power).find((step) => max / step <= 5) ?? max;
  return Array.from({ length: Math.ceil(max / step - 1e-9) + 1 }, (_, index) => index * step);
}

/**
 * Draws curves into `svg`.
 *
 * @param options.max upper end of the scale; default: as the values require
 */
export function drawCurves(
  svg: SVGSVGElement,
  name: string,
  curves: readonly Curve[],
  { max }: { max?: number } = {},
): void {
  const epochs = Math.max(...curves.map(({ values }) => values.length));
  const largest = Math.max(...curves.flatMap(({ values }) => values.filter(Number.isFinite)), 1e-3);
  const ticks = ticksTo(max ?? largest);
  const top = ticks.at(-1) ?? 1;
  const decimals = Math.max(0, -Math.floor(Math.log10(ticks[1] ?? 1)));
  const inside = { width: WIDTH - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const x = (epoch: number) => MARGIN.left + (epochs <= 1 ? 0 : ((epoch - 1) / (epochs - 1)) * inside.width);
  const y = (value: number) => MARGIN.top + inside.height * (1 - value / top);
  const parts = ticks.flatMap((tick) => [
    shape('line', { class: 'grid', x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(tick), y2: y(tick) }),
    shape('text', { x: MARGIN.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, tick.toFixed(decimals)),
  ]);
  parts.push(shape('text', { x: MARGIN.left, y: HEIGHT - 6 }, '1'));
  parts.push(shape('text', { x: WIDTH - MARGIN.right, y: HEIGHT - 6, 'text-anchor': 'end' }, `epoch ${epochs}`));
  for (const { class: style, values } of curves) {
    const points = values.flatMap((value, index) => (Number.isFinite(value) ? [`${x(index + 1)},${y(value)}`] : []));
    parts.push(shape('polyline', { class: style, points: points.join(' ') }));
    const last = points.at(-1)?.split(',');
    if (last !== undefined) parts.push(shape('circle', { class: style, cx: last[0] ?? 0, cy: last[1] ?? 0, r: 3 }));
  }
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  const latest = curves.map((curve) => `${curve.name} ${curve.values.at(-1)?.toFixed(3)}`).join(', ');
  svg.setAttribute('aria-label', `${name} over ${epochs} epochs: ${latest}`);
  svg.replaceChildren(...parts);
}
