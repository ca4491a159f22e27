// Learning curves of a run, and the progress of an active one.
import type { RunView } from '../api.ts';
import { formatDuration, formatPercent, plural } from '../format.ts';
import { epochs } from '../live.ts';
import { useLoad } from '../useLoad.ts';
import { seriesColors } from './classColors.ts';
import { curveOf, LineChart } from './lineChart.tsx';
import { Pending } from './states.tsx';
import { ValidationConfusion } from './validationConfusion.tsx';

/** Loss and accuracy per epoch, for training and validation. */
export function LearningCurves({ history }: { history: RunView['history'] }) {
  const [train = '', val = ''] = seriesColors();
  const pair = (field: string, valField: string) => [
    { name: 'training', color: train, points: curveOf(history, field) },
    { name: 'validation', color: val, points: curveOf(history, valField) },
  ];
  return (
    <div class="grid">
      <LineChart title="Loss" low={0} series={pair('loss', 'valLoss')} />
      <LineChart title="Accuracy" low={0} high={1} series={pair('accuracy', 'valAccuracy')} />
    </div>
  );
}

/** Progress of an active run: from its latest event, or before the first one from disk. */
export function LiveProgress({ name }: { name: string }) {
  const latest = epochs.value.get(name);
  const { value } = useLoad<RunView>(latest === undefined ? `runs/${encodeURIComponent(name)}` : null, ['run']);
  const progress = latest ?? value?.progress ?? undefined;
  if (progress === undefined) return <Pending>Training the first epoch…</Pending>;
  const { epoch, epochs: maxEpochs, secondsLeft, values } = progress;
  return (
    <div role="status">
      <div class="progress">
        <div style={{ width: `${(epoch / maxEpochs) * 100}%` }} />
      </div>
      <p class="small number below-image">
        Epoch {epoch} of up to {maxEpochs} · {Math.round(values.imagesPerSecond ?? 0).toLocaleString('en-US')} images/s
        · validation accuracy {formatPercent(values.valAccuracy)}
        {secondsLeft !== null && ` · up to ${formatDuration(secondsLeft)} left`}
      </p>
    </div>
  );
}

/** A run with its learning curves, updated after each epoch. */
export function LiveRun({ name }: { name: string }) {
  const { value } = useLoad<RunView>(`runs/${encodeURIComponent(name)}`, ['run']);
  if (value === undefined) return <Pending>Preparing the data…</Pending>;
  return (
    <>
      {value.status === 'running' ? (
        <LiveProgress name={name} />
      ) : (
        <p class="muted">
          {value.status} after {plural(value.history.length, 'epoch')}
        </p>
      )}
      <LearningCurves history={value.history} />
      {value.history.length > 0 && <ValidationConfusion run={name} />}
    </>
  );
}
