// What a run takes for what on validation, after each epoch: the last one as it goes, or any before it.
import { useState } from 'preact/hooks';
import type { ValidationView } from '../api.ts';
import { percent } from '../format.ts';
import { useLoad } from '../useLoad.ts';
import { ConfusionCounts } from './confusionCounts.tsx';

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

export function ValidationConfusion({ run }: { run: string }) {
  // Undefined follows the run.
  const [epoch, setEpoch] = useState<number | undefined>(undefined);
  const { value } = useLoad<ValidationView>(
    `runs/${encodeURIComponent(run)}/validation${epoch === undefined ? '' : `?epoch=${epoch}`}`,
    ['run'],
  );
  const [shown, setShown] = useState<ValidationView | undefined>(undefined);
  // While another epoch is loaded the one before it stays.
  if (value !== undefined && value !== shown) setShown(value);
  const view = value ?? shown;
  if (view?.validation === undefined || view.validation === null) return null;
  const { classes, epochs, validation } = view;
  const { confusion } = validation;
  const [all, right] = [sum(confusion.map(sum)), sum(confusion.map((row, index) => row[index] ?? 0))];
  const last = epochs.at(-1) ?? 1;
  return (
    <div class="validation">
      <h3>
        Validation after epoch {validation.epoch}{' '}
        <span class="soft number">
          {right} of {all} right, {percent(all === 0 ? null : right / all)}
        </span>
      </h3>
      <ConfusionCounts classes={classes} counts={confusion} says={`Validation after epoch ${validation.epoch}`} />
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
            the last
          </button>
        </div>
      )}
    </div>
  );
}
