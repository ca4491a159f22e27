// Parallel coordinates with brushes: one axis per hyperparameter or number, one line per trial.
import { useRef, useState } from 'preact/hooks';

export interface Axis {
  name: string;
  ticks: readonly { position: number; text: string }[];
}

export interface Line {
  number: number;
  /** Position on each axis, 0 to 1; null when the hyperparameter is inactive. */
  places: readonly (number | null)[];
  /** 0 for the worst trial, 1 for the best. */
  quality: number;
  isOnFront: boolean;
}

/** The selected range of an axis, 0 to 1, by the index of the axis. */
export type Brushes = ReadonlyMap<number, readonly [low: number, high: number]>;

/** Whether a line passes through all brushes. */
export function isSelected({ places }: Pick<Line, 'places'>, brushes: Brushes): boolean {
  return [...brushes].every(([axis, [low, high]]) => {
    const place = places[axis];
    return place !== null && place !== undefined && place >= low - 1e-9 && place <= high + 1e-9;
  });
}

const KEY_HINT = 'arrow up selects the upper half, arrow down the lower half, Escape clears the selection';

const HEIGHT = 320;
const TOP = 16;
const BOTTOM = 62;
const STEP = 84;
const LEFT = 92;
const BELOW = HEIGHT - BOTTOM + 14;

export function ParallelAxes({
  axes,
  lines,
  brushes,
  onBrush,
  marked,
  onMark,
}: {
  axes: readonly Axis[];
  lines: readonly Line[];
  brushes: Brushes;
  onBrush: (axis: number, range: readonly [number, number] | undefined) => void;
  /** The highlighted trial. */
  marked: number | undefined;
  onMark: (trial: number | undefined) => void;
}) {
  const svg = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ axis: number; from: number; to: number } | undefined>(undefined);
  const width = LEFT + STEP * (axes.length - 1) + 74;
  const px = (axis: number) => LEFT + STEP * axis;
  const py = (place: number | null) => (place === null ? BELOW : TOP + (1 - place) * (HEIGHT - TOP - BOTTOM));
  const placeAt = (event: PointerEvent): number => {
    const box = svg.current?.getBoundingClientRect();
    if (box === undefined) return 0;
    const y = ((event.clientY - box.top) / box.height) * HEIGHT;
    return Math.min(1, Math.max(0, 1 - (y - TOP) / (HEIGHT - TOP - BOTTOM)));
  };
  const end = (): void => {
    if (drag === undefined) return;
    const [low, high] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    // A click without a drag clears the brush.
    onBrush(drag.axis, high - low < 0.02 ? undefined : [low, high]);
    setDrag(undefined);
  };
  const shown = new Map(brushes);
  if (drag !== undefined) shown.set(drag.axis, [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)]);
  const order = lines.toSorted(
    (a, b) => Number(a.number === marked) - Number(b.number === marked) || a.quality - b.quality,
  );
  return (
    <div class="scroll">
      <svg
        ref={svg}
        class="parallel"
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        onPointerMove={(event) => drag !== undefined && setDrag({ ...drag, to: placeAt(event) })}
        onPointerUp={end}
        onPointerLeave={() => {
          end();
          onMark(undefined);
        }}
      >
        <title>Parallel coordinates of the trials; drag along an axis to select a range</title>
        {order.map((line) => {
          const isIn = isSelected(line, shown);
          const isMarked = line.number === marked;
          return (
            <polyline
              key={line.number}
              data-trial={line.number}
              points={line.places.map((place, axis) => `${px(axis)},${py(place).toFixed(1)}`).join(' ')}
              fill="none"
              stroke={isMarked ? 'var(--ink)' : 'var(--accent)'}
              stroke-width={isMarked ? 3 : line.isOnFront ? 2.6 : 1.2}
              stroke-opacity={isIn ? (isMarked ? 1 : 0.18 + 0.72 * line.quality) : 0.05}
              onPointerEnter={() => drag === undefined && isIn && onMark(line.number)}
            />
          );
        })}
        {axes.map(({ name, ticks }, axis) => {
          const brush = shown.get(axis);
          return (
            <g key={name}>
              <line x1={px(axis)} x2={px(axis)} y1={TOP} y2={HEIGHT - BOTTOM} stroke="var(--strong-line)" />
              {ticks.map(({ position, text }) => (
                <text key={`${position}`} x={px(axis) + 6} y={py(position) + 4} class="tick">
                  {text}
                </text>
              ))}
              <text
                x={px(axis)}
                y={HEIGHT - 34}
                text-anchor="end"
                transform={`rotate(-24 ${px(axis)} ${HEIGHT - 34})`}
                class="axis"
              >
                {name}
              </text>
              {brush !== undefined && (
                <rect
                  class="brush"
                  x={px(axis) - 9}
                  width={18}
                  y={py(brush[1])}
                  height={Math.max(1, py(brush[0]) - py(brush[1]))}
                />
              )}
              {/* biome-ignore lint/a11y/useSemanticElements: SVG has no button element */}
              <rect
                x={px(axis) - 13}
                width={26}
                y={TOP - 6}
                height={HEIGHT - TOP - BOTTOM + 12}
                fill="transparent"
                // SVG attributes are case-sensitive.
                tabindex={0}
                role="button"
                aria-pressed={brush !== undefined}
                aria-label={`${name}: ${KEY_HINT}`}
                style={{ cursor: 'ns-resize', touchAction: 'none' }}
                onPointerDown={(event) => {
                  event.preventDefault();
                  const from = placeAt(event);
                  setDrag({ axis, from, to: from });
                }}
                onKeyDown={(event) => {
                  if (event.key === 'ArrowUp') onBrush(axis, [0.5, 1]);
                  else if (event.key === 'ArrowDown') onBrush(axis, [0, 0.5]);
                  else if (event.key === 'Escape' || event.key === 'Delete') onBrush(axis, undefined);
                  else return;
                  event.preventDefault();
                }}
              />
            </g>
          );
        })}
      </svg>
    </div>
  );
}
