// Bars of probabilities and of counts.
import { percent, whole } from '../format.ts';
import { classColour, className } from './classColour.ts';

/** One a class, in class order; the true class is set in bold. */
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
          <div key={name} class={name === truth ? 'bar right' : 'bar'}>
            <span class="name" title={className(name)}>
              {className(name)}
            </span>
            <div class="track">
              <div class="fill" style={{ width: `${value * 100}%`, background: classColour(name) }} />
            </div>
            <span class="value">{percent(value)}</span>
          </div>
        );
      })}
    </div>
  );
}

/** Counts with a goal line, each a link to its samples. */
export function CountBars({
  rows,
}: {
  rows: readonly { name: string; label: string; count: number; goal: number | null; address: string }[];
}) {
  const most = Math.max(1, ...rows.map(({ count, goal }) => Math.max(count, goal ?? 0)));
  return (
    <div class="bars">
      {rows.map(({ name, label, count, goal, address }) => (
        <div key={name} class="bar">
          <a class="name" href={address} title={label}>
            {label}
          </a>
          <div class="track">
            {count > 0 && (
              <div class="fill" style={{ width: `${(count / most) * 100}%`, background: classColour(name) }} />
            )}
            {goal !== null && goal > 0 && <div class="goal" style={{ left: `${(goal / most) * 100}%` }} />}
          </div>
          <span class="value">
            {whole(count)}
            {goal !== null && count < goal && <span class="hidden"> of {goal} wanted</span>}
          </span>
        </div>
      ))}
    </div>
  );
}
