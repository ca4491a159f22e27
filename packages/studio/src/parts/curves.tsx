// The curves of runs, and a run as it goes.
import type { RunView } from '../api.ts';
import { duration, percent, plural } from '../format.ts';
import { epochs } from '../live.ts';
import { useLoad } from '../useLoad.ts';
import { seriesColours } from './classColour.ts';
import { curveOf, LineChart } from './lineChart.tsx';
import { ValidationConfusion } from './validationConfusion.tsx';

/** Loss and accuracy an epoch, of training and validation. */
export function RunCurves({ history }: { history: RunView['history'] }) {
  const [train = '', val = ''] = seriesColours();
  const pair = (field: string, valField: string) => [
    { name: 'training', colour: train, points: curveOf(history, field) },
    { name: 'validation', colour: val, points: curveOf(history, valField) },
  ];
  return (
    <div class="grid">
      <LineChart title="Loss" low={0} series={pair('loss', 'valLoss')} />
      <LineChart title="Accuracy" low={0} high={1} series={pair('accuracy', 'valAccuracy')} />
    </div>
  );
}

/** How far a going run is: as it was last told, or before that as it lies on the disk. */
export function LiveProgress({ name }: { name: string }) {
  const told = epochs.value.get(name);
  const { value } = useLoad<RunView>(told === undefined ? `runs/${encodeURIComponent(name)}` : null, ['run']);
  const last = told ?? value?.progress ?? undefined;
  if (last === undefined)
    return (
      <p class="soft" role="status">
        The first epoch is going on …
      </p>
    );
  const { epoch, epochs: most, secondsLeft, values } = last;
  return (
    <div role="status">
      <div class="progress">
        <div style={{ width: `${(epoch / most) * 100}%` }} />
      </div>
      <p class="small number below-picture">
        epoch {epoch} of at most {most} · {Math.round(values.imagesPerSecond ?? 0).toLocaleString('en-US')} images/s ·
        validation accuracy {percent(values.valAccuracy)}
        {secondsLeft !== null && ` · at most ${duration(secondsLeft)} left`}
      </p>
    </div>
  );
}

/** A run with its curves, loaded again after each epoch. */
export function LiveRun({ name }: { name: string }) {
  const { value } = useLoad<RunView>(`runs/${encodeURIComponent(name)}`, ['run']);
  if (value === undefined) return <p class="soft">The data are being prepared …</p>;
  return (
    <>
      {value.status === 'running' && <LiveProgress name={name} />}
      {value.status !== 'running' && (
        <p class="soft">
          {value.status} after {plural(value.history.length, 'epoch')}
        </p>
      )}
      <RunCurves history={value.history} />
      {value.history.length > 0 && <ValidationConfusion run={name} />}
    </>
  );
}
