// Horizontal bars of probabilities and of counts.
import { formatCount, formatPercent } from '../format.ts';
import { classColor, className } from './classColors.ts';

/** One bar per class, in class order; the true class is bold. */
export function ProbabilityBars({
  classes,
  probabilities,
  truth,
}: {
  classes: readonly string[];
  probabilities: ArrayLike<number>;
  truth?: string;
}) {
  return (
    <div class="bars">
      {classes.map((name, index) => {
        const value = probabilities[index] ?? 0;
        return (
          <div key={name} class={name === truth ? 'bar true-class' : 'bar'}>
            <span class="name" title={className(name)}>
              {className(name)}
            </span>
            <div class="track">
              <div class="fill" style={{ width: `${value * 100}%`, background: classColor(name) }} />
            </div>
            <span class="value">{formatPercent(value)}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Counts with a mark at the goal, each a link to its samples. */
export function CountBars({
  rows,
}: {
  rows: readonly { name: string; label: string; count: number; goal: number | null; address: string }[];
}) {
  const max = Math.max(1, ...rows.map(({ count, goal }) => Math.max(count, goal ?? 0)));
  return (
    <div class="bars">
      {rows.map(({ name, label, count, goal, address }) => (
        <div key={name} class="bar">
          <a class="name" href={address} title={label}>
            {label}
          </a>
          <div class="track">
            {count > 0 && (
              <div class="fill" style={{ width: `${(count / max) * 100}%`, background: classColor(name) }} />
            )}
            {goal !== null && goal > 0 && <div class="goal" style={{ left: `${(goal / max) * 100}%` }} />}
          </div>
          <span class="value">
            {formatCount(count)}
            {goal !== null && count < goal && <span class="hidden"> of {goal}</span>}
          </span>
        </div>
      ))}
    </div>
  );
}
