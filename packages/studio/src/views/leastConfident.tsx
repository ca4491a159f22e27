// The predictions that a run is least confident of, each with the probabilities of its most likely classes.
import { useState } from 'preact/hooks';
import { type PredictionPage, type PredictionRow, query } from '../api.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { className } from '../parts/classColors.ts';
import { withQuery } from '../router.ts';
import { useLatest, useLoad } from '../useLoad.ts';
import type { EvaluatedSplit } from './evaluatedSplit.ts';

/** Predictions shown at first, and added by the button. */
const PAGE_SIZE = 8;
/** Most probable classes per prediction; the true class is always shown. */
const MAX_CLASSES = 4;

export function LeastConfident({ run, split, classes }: EvaluatedSplit & { classes: readonly string[] }) {
  const [limit, setLimit] = useState(PAGE_SIZE);
  const path = `runs/${encodeURIComponent(run)}/predictions/${split}${query({ order: 'leastConfident', limit })}`;
  const page = useLatest(useLoad<PredictionPage>(path, ['run'])).value;
  if (page === undefined || page.total === 0) return null;
  return (
    <section class="panel">
      <h2>
        Least confident <span class="muted small">predicted probabilities; select an image to see its maps</span>
      </h2>
      <div class="uncertain-list">
        {page.predictions.map((row) => (
          <UncertainPrediction key={row.id} {...{ row, classes }} />
        ))}
      </div>
      {page.total > page.predictions.length && (
        <button type="button" class="below-image" onClick={() => setLimit(limit + PAGE_SIZE)}>
          Show more
        </button>
      )}
    </section>
  );
}

function UncertainPrediction({ row, classes }: { row: PredictionRow; classes: readonly string[] }) {
  const { id, thumbnail, true: truth, predicted, probabilities } = row;
  const likely = classes
    .map((name, index) => ({ name, probability: probabilities[index] ?? 0 }))
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, MAX_CLASSES);
  const shown = classes.filter((name) => name === truth || likely.some((entry) => entry.name === name));
  const text = `${className(truth)} predicted as ${className(predicted)}`;
  return (
    <div class="uncertain">
      <a href={`${withQuery({ sample: id, outcome: 'all' })}#samples`} title={id}>
        <img src={thumbnail} alt={text} loading="lazy" />
      </a>
      <div>
        <p class="small">
          {truth === predicted ? (
            <span class="good">{className(truth)}, correct</span>
          ) : (
            <span class="bad">{text}</span>
          )}
        </p>
        <ProbabilityBars
          classes={shown}
          probabilities={shown.map((name) => probabilities[classes.indexOf(name)] ?? 0)}
          truth={truth}
        />
      </div>
    </div>
  );
}
