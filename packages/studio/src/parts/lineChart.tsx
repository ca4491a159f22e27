// Line charts over epochs or fractions as SVG, light enough to update during training.
import { useState } from 'preact/hooks';

export interface Series {
  name: string;
  color: string;
  /** Dashed line. */
  dashed?: boolean;
  points: readonly (readonly [x: number, y: number])[];
}

const WIDTH = 560;
const LEFT = 46;
const BOTTOM = 24;
const TOP = 8;
const RIGHT = 8;

/** Round numbers that cover a range in about `wanted` steps. */
function ticks(low: number, high: number, wanted: number): number[] {
  const span = high - low || 1;
  const raw = span / wanted;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * size).find((candidate) => candidate >= raw) ?? raw;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

const formatTick = (value: number): string => Number(value.toPrecision(6)).toString();

const describeSeries = ({ name, points }: Series): string =>
  `${name} ends at ${formatTick(points.at(-1)?.[1] ?? Number.NaN)}`;

export function LineChart({
  series,
  title,
  height = 230,
  unit = 'epoch',
  low,
  high,
}: {
  series: readonly Series[];
  title: string;
  height?: number;
  /** Unit of x. */
  unit?: string;
  low?: number;
  high?: number;
}) {
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const points = series.flatMap((line) => line.points);
  if (points.length === 0) return <p class="muted">No epochs yet.</p>;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y).filter(Number.isFinite);
  const [left, right] = [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)];
  const spread = Math.max(...ys) - Math.min(...ys) || 1;
  const bottom = low ?? Math.min(...ys) - spread * 0.05;
  const top = high ?? Math.max(...ys) + spread * 0.05;
  const px = (x: number) => LEFT + ((x - left) / (right - left)) * (WIDTH - LEFT - RIGHT);
  const py = (y: number) => TOP + (1 - (y - bottom) / (top - bottom)) * (height - TOP - BOTTOM);
  const near =
    pointed === undefined
      ? undefined
      : [...new Set(xs)].reduce((best, x) => (Math.abs(x - pointed) < Math.abs(best - pointed) ? x : best));
  return (
    <figure class="chart" style={{ margin: 0 }}>
      <h3>{title}</h3>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`${title}: ${series.map(describeSeries).join(', ')}`}
        onPointerMove={(event) => {
          const { left: from, width } = event.currentTarget.getBoundingClientRect();
          const x = ((event.clientX - from) / width) * WIDTH;
          setPointed(left + ((x - LEFT) / (WIDTH - LEFT - RIGHT)) * (right - left));
        }}
        onPointerLeave={() => setPointed(undefined)}
      >
        {ticks(bottom, top, 4).map((y) => (
          <g key={y}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={py(y)} y2={py(y)} stroke="var(--line)" />
            <text x={LEFT - 6} y={py(y) + 4} text-anchor="end">
              {formatTick(y)}
            </text>
          </g>
        ))}
        {ticks(left, right, 8)
          .filter(Number.isInteger)
          .map((x) => (
            <text key={x} x={px(x)} y={height - 7} text-anchor={px(x) > WIDTH - RIGHT - 10 ? 'end' : 'middle'}>
              {formatTick(x)}
            </text>
          ))}
        {near !== undefined && (
          <line x1={px(near)} x2={px(near)} y1={TOP} y2={height - BOTTOM} stroke="var(--strong-line)" />
        )}
        {series.map(({ name, color, dashed, points: linePoints }) => {
          const finite = linePoints.filter(([, y]) => Number.isFinite(y));
          const [only] = finite;
          return finite.length === 1 && only !== undefined ? (
            <circle key={name} cx={px(only[0])} cy={py(only[1])} r={3} fill={color} />
          ) : (
            <polyline
              key={name}
              points={finite.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ')}
              fill="none"
              stroke={color}
              stroke-width={dashed === true ? 1.6 : 2.2}
              stroke-dasharray={dashed === true ? '5 4' : undefined}
              stroke-linejoin="round"
            />
          );
        })}
      </svg>
      <figcaption class="legend">
        {near !== undefined && (
          <span>
            {unit} {formatTick(near)}
          </span>
        )}
        {series.map(({ name, color, dashed, points: linePoints }) => {
          const value = (near === undefined ? linePoints.at(-1) : linePoints.find(([x]) => x === near))?.[1];
          return (
            <span key={name}>
              <svg width="18" height="8" viewBox="0 0 18 8" aria-hidden="true">
                <line
                  x1="0"
                  x2="18"
                  y1="4"
                  y2="4"
                  stroke={color}
                  stroke-width="2.2"
                  stroke-dasharray={dashed === true ? '5 3' : undefined}
                />
              </svg>{' '}
              {name} <span class="number">{value === undefined ? '' : formatTick(Number(value.toFixed(4)))}</span>
            </span>
          );
        })}
      </figcaption>
    </figure>
  );
}

/** The values of a field over the epochs. */
export function curveOf(history: readonly Record<string, number | null>[], field: string): [number, number][] {
  return history.flatMap((epoch, index): [number, number][] => {
    const value = epoch[field];
    return value === undefined || value === null ? [] : [[epoch.epoch ?? index + 1, value]];
  });
}
