// Repeats as they go: how many runs have ended, and those that are being trained.
import type { RepeatsRow, RunRow } from '../api.ts';
import { useLoad } from '../useLoad.ts';
import { LiveProgress } from './curves.tsx';

export function GoingRepeats({ name }: { name: string }) {
  const repeats = useLoad<RepeatsRow[]>('repeats', ['repeats', 'run']);
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const value = repeats.value?.find((one) => one.name === name);
  if (value === undefined) return <p class="soft">The data are being prepared …</p>;
  const { finished, seeds } = value;
  const going = (runs.value ?? []).filter((run) => run.status === 'running' && run.name.startsWith(`${name}-seed-`));
  return (
    <div class="stacked going">
      <div role="status">
        <div class="progress">
          <div style={{ width: `${(finished / seeds) * 100}%` }} />
        </div>
        <p class="small number below-picture">
          {finished} of {seeds} runs have ended
        </p>
      </div>
      {going.map((run) => (
        <div key={run.name}>
          <h3>
            <a href={`/runs/${encodeURIComponent(run.name)}`}>{run.name}</a>
          </h3>
          <LiveProgress name={run.name} />
        </div>
      ))}
    </div>
  );
}
