// Progress of repeats: how many runs have finished, and the ones that are training.
import type { RepeatsRow, RunRow } from '../api.ts';
import { useLoad } from '../useLoad.ts';
import { LiveProgress } from './curves.tsx';
import { Pending } from './states.tsx';

export function RepeatsProgress({ name }: { name: string }) {
  const repeats = useLoad<RepeatsRow[]>('repeats', ['repeats', 'run']);
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const row = repeats.value?.find((candidate) => candidate.name === name);
  if (row === undefined) return <Pending>Preparing the data…</Pending>;
  const { finished, seeds } = row;
  const active = (runs.value ?? []).filter((run) => run.status === 'running' && run.name.startsWith(`${name}-seed-`));
  return (
    <div class="stacked progress-list">
      <div role="status">
        <div class="progress">
          <div style={{ width: `${(finished / seeds) * 100}%` }} />
        </div>
        <p class="small number below-image">
          {finished} of {seeds} runs finished
        </p>
      </div>
      {active.map((run) => (
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
