// Objective of trials against model size, with the Pareto front; trials are linked to the table by number.
import { formatCompact } from '../format.ts';

export interface ParetoPoint {
  number: number;
  size: number;
  value: number;
  isOnFront: boolean;
  /** Within the brushed ranges. */
  isSelected: boolean;
}

const WIDTH = 520;
const HEIGHT = 320;
const LEFT = 66;
const BOTTOM = 44;
const TOP = 10;
const RIGHT = 22;

/** The round numbers 100, 200, 500, 1000, ... in a range. */
function decades(low: number, high: number): number[] {
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1)
    for (const factor of [1, 2, 5]) {
      const value = factor * 10 ** power;
      if (value >= low && value <= high) values.push(value);
    }
  return values.length > 7 ? values.filter((value) => /^1/.test(String(value))) : values;
}

const describePoint = ({ number, size, value }: ParetoPoint): string =>
  `trial ${number} has ${formatCompact(size)} and ${value.toPrecision(3)}`;

export function ParetoPlot({
  points,
  size,
  metric,
  marked,
  onMark,
}: {
  points: readonly ParetoPoint[];
  /** Titles of the axes. */
  size: string;
  metric: string;
  marked: number | undefined;
  onMark: (trial: number | undefined) => void;
}) {
  const finite = points.filter((point) => point.size > 0 && Number.isFinite(point.value));
  if (finite.length === 0) return <p class="muted">No finished trials yet.</p>;
  const sizes = finite.map((point) => point.size);
  const values = finite.map((point) => point.value);
  const [low, high] = [Math.min(...sizes) / 1.15, Math.max(...sizes) * 1.15];
  const margin = (Math.max(...values) - Math.min(...values)) * 0.06 || 0.1;
  const [bottom, top] = [Math.min(...values) - margin, Math.max(...values) + margin];
  const px = (value: number) =>
    LEFT + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (WIDTH - LEFT - RIGHT);
  const py = (value: number) => TOP + (1 - (value - bottom) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  const front = finite.filter(({ isOnFront }) => isOnFront).sort((a, b) => a.size - b.size);
  const steps = front.flatMap((point, index) => {
    const before = front[index - 1];
    const corner = before === undefined ? [] : [`${px(point.size)},${py(before.value)}`];
    return [...corner, `${px(point.size)},${py(point.value)}`];
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      class="front"
      role="img"
      aria-label={`${metric} against ${size}: ${front.map(describePoint).join(', ')}`}
    >
      {[0, 0.25, 0.5, 0.75, 1].map((share) => {
        const value = bottom + margin + share * (top - bottom - 2 * margin);
        return (
          <g key={share}>
            <line x1={LEFT} x2={WIDTH - RIGHT} y1={py(value)} y2={py(value)} stroke="var(--line)" />
            <text x={LEFT - 6} y={py(value) + 4} text-anchor="end" class="tick">
              {Number(value.toPrecision(3))}
            </text>
          </g>
        );
      })}
      {decades(low, high).map((value) => (
        <text key={value} x={px(value)} y={HEIGHT - BOTTOM + 18} text-anchor="middle" class="tick">
          {formatCompact(value)}
        </text>
      ))}
      <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle" class="axis">
        {size}
      </text>
      <text
        x={14}
        y={(TOP + HEIGHT - BOTTOM) / 2}
        text-anchor="middle"
        transform={`rotate(-90 14 ${(TOP + HEIGHT - BOTTOM) / 2})`}
        class="axis"
      >
        {metric}
      </text>
      <polyline points={steps.join(' ')} fill="none" stroke="var(--accent)" stroke-width={1.6} stroke-opacity={0.7} />
      {finite.map(({ number, size: modelSize, value, isOnFront, isSelected }) => (
        <circle
          key={number}
          data-trial={number}
          cx={px(modelSize)}
          cy={py(value)}
          r={number === marked ? 7 : isOnFront ? 5.5 : 4}
          fill={number === marked ? 'var(--ink)' : isOnFront ? 'var(--accent)' : 'var(--strong-line)'}
          opacity={isSelected ? 0.95 : 0.12}
          onPointerEnter={() => onMark(number)}
          onPointerLeave={() => onMark(undefined)}
        />
      ))}
      {front.map(({ number, size: modelSize, value }) => (
        <text key={number} x={px(modelSize) + 8} y={py(value) - 7} class="tick">
          {number}
        </text>
      ))}
    </svg>
  );
}
