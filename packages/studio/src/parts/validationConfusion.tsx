// The confusion matrix of the validation split after each epoch: the latest one, or any earlier one.
import { useState } from 'preact/hooks';
import type { ValidationView } from '../api.ts';
import { formatPercent } from '../format.ts';
import { useLatest, useLoad } from '../useLoad.ts';
import { ConfusionMatrix } from './confusionMatrix.tsx';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function ValidationConfusion({ run }: { run: string }) {
  // Undefined follows the run.
  const [epoch, setEpoch] = useState<number | undefined>(undefined);
  const path = `runs/${encodeURIComponent(run)}/validation${epoch === undefined ? '' : `?epoch=${epoch}`}`;
  const view = useLatest(useLoad<ValidationView>(path, ['run'])).value;
  if (view === undefined || view.validation === null) return null;
  const { classes, epochs, validation } = view;
  const { confusion } = validation;
  const total = sum(confusion.map(sum));
  const correct = sum(confusion.map((row, index) => row[index] ?? 0));
  const last = epochs.at(-1) ?? 1;
  return (
    <div class="validation">
      <h3>
        Validation after epoch {validation.epoch}{' '}
        <span class="muted number">
          {correct} of {total} correct, {formatPercent(total === 0 ? null : correct / total)}
        </span>
      </h3>
      <ConfusionMatrix classes={classes} counts={confusion} label={`Validation after epoch ${validation.epoch}`} />
      {epochs.length > 1 && (
        <div class="row epochs">
          <input
            type="range"
            aria-label="Epoch"
            min={epochs[0]}
            max={last}
            value={epoch ?? last}
            onInput={(event) => setEpoch(Number(event.currentTarget.value))}
          />
          <button type="button" class="plain small" disabled={epoch === undefined} onClick={() => setEpoch(undefined)}>
            Latest
          </button>
        </div>
      )}
    </div>
  );
}
