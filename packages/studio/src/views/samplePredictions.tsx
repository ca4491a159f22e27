// What each run predicts for a sample, and the class activation maps of one of them.
import type { RunRow, SampleView } from '../api.ts';
import { formatPercent } from '../format.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { className, project } from '../parts/classColors.ts';
import { SampleMaps } from '../parts/classMaps.tsx';
import { chosenRun, RunSelect, trainedRuns } from '../parts/runSelect.tsx';
import { route } from '../router.ts';
import { useLoad } from '../useLoad.ts';

export function SamplePredictions({ view }: { view: SampleView }) {
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const truth = view.parts[project.value?.target ?? ''];
  const usable = trainedRuns(runs.value).filter(({ target }) => view.parts[target] !== undefined);
  // The run of the gallery's filter, until another one is chosen here.
  const parameter = route.value.query.get('maps') === null ? 'run' : 'maps';
  const chosen = chosenRun(usable, parameter)?.name;
  if (runs.value === undefined) return null;
  return (
    <>
      {view.predictions.length > 0 && (
        <section class="panel">
          <h2>Predictions</h2>
          <div class="grid">
            {view.predictions.map(({ run, split, predicted, probabilities, classes }) => (
              <div key={`${run}/${split}`}>
                <h3>
                  <a href={`/runs/${encodeURIComponent(run)}?tab=${split}`}>{run}</a>{' '}
                  <span class="muted">
                    {split}: {className(predicted)} {formatPercent(Math.max(...probabilities))}
                  </span>{' '}
                  {truth !== undefined && classes.includes(truth) && (
                    <span class={predicted === truth ? 'good' : 'bad'}>
                      {predicted === truth ? 'correct' : 'wrong'}
                    </span>
                  )}
                </h3>
                <ProbabilityBars classes={classes} probabilities={probabilities} truth={truth} />
              </div>
            ))}
          </div>
        </section>
      )}
      <section class="panel">
        <div class="panel-head">
          <h2>Class activation maps</h2>
          {chosen !== undefined && <RunSelect runs={usable} chosen={chosen} parameter="maps" inline />}
        </div>
        {chosen === undefined ? (
          <p class="muted">
            No trained run has a target that fits this sample. <a href="/train">Train one</a>.
          </p>
        ) : (
          <SampleMaps key={chosen} run={chosen} sample={view.id} crop={view.crop} />
        )}
      </section>
    </>
  );
}
