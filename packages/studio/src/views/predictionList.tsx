// The predictions of a run on one split, in pages with filters and sort orders; one opens with its maps.
import { useState } from 'preact/hooks';
import { type PredictionOrder, type PredictionPage, query } from '../api.ts';
import { formatCount, formatPercent } from '../format.ts';
import { className } from '../parts/classColors.ts';
import { SampleMaps } from '../parts/classMaps.tsx';
import { ImageTile } from '../parts/imageTile.tsx';
import { Pager } from '../parts/pager.tsx';
import { SelectField } from '../parts/selectField.tsx';
import { Show } from '../parts/states.tsx';
import { route, setQuery, withQuery } from '../router.ts';
import { samplesAddress } from '../sampleFilters.ts';
import { useLatest, useLoad } from '../useLoad.ts';
import type { EvaluatedSplit } from './evaluatedSplit.ts';

const PAGE_SIZE = 48;

const ORDERS: readonly (readonly [PredictionOrder, string])[] = [
  ['mostConfident', 'Most confident first'],
  ['leastConfident', 'Least confident first'],
  ['smallestMargin', 'Smallest margin first'],
  ['highestEntropy', 'Highest entropy first'],
  ['highestLoss', 'Highest loss first'],
];
/** Wrong predictions are the default, so `all` needs a value. */
const OUTCOMES = [
  ['wrong', 'Wrong'],
  ['correct', 'Correct'],
  ['all', 'All'],
] as const;

export function PredictionList({ run, split, classes }: EvaluatedSplit & { classes: readonly string[] }) {
  const [offset, setOffset] = useState(0);
  const parameters = route.value.query;
  const read = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const [truth, predicted, opened] = [read('true'), read('predicted'), read('sample')];
  const [chosenOutcome] = OUTCOMES.find(([name]) => name === read('outcome')) ?? OUTCOMES[0];
  const outcome = chosenOutcome === 'all' ? undefined : chosenOutcome;
  const [order] = ORDERS.find(([name]) => name === read('order')) ?? ['mostConfident'];
  const filter = { true: truth, predicted, outcome };
  const path = `runs/${encodeURIComponent(run)}/predictions/${split}`;
  const page = useLatest(
    useLoad<PredictionPage>(`${path}${query({ ...filter, order, offset, limit: PAGE_SIZE })}`, ['run']),
  );
  const set = (name: string) => (value: string) => {
    setOffset(0);
    setQuery({ [name]: value });
  };
  const classOptions = classes.map((name) => [name, className(name)] as const);
  return (
    <section class="panel" id="samples">
      <div class="panel-head">
        <h2>
          Predictions <span class="muted">{formatCount(page.value?.total)}</span>
        </h2>
        <a class="button" href={samplesAddress({ run, split, ...filter })}>
          View in gallery
        </a>
      </div>
      <div class="filters">
        <SelectField label="Outcome" value={chosenOutcome} options={OUTCOMES} onChange={set('outcome')} />
        <SelectField
          label="True class"
          value={truth ?? ''}
          anyText="All"
          options={classOptions}
          onChange={set('true')}
        />
        <SelectField
          label="Predicted class"
          value={predicted ?? ''}
          anyText="All"
          options={classOptions}
          onChange={set('predicted')}
        />
        <SelectField label="Sort" value={order} options={ORDERS} onChange={set('order')} />
        {page.value !== undefined && (
          <Pager {...{ offset, total: page.value.total }} size={PAGE_SIZE} noun="predictions" onChange={setOffset} />
        )}
      </div>
      <Show of={page}>
        {({ predictions }) => (
          <>
            {predictions.length === 0 && <p class="muted">No predictions match the filters.</p>}
            <div class="strip">
              {predictions.map(({ id, thumbnail, true: trueClass, predicted: predictedClass, confidence }) => (
                <ImageTile
                  key={id}
                  address={withQuery({ sample: id === opened ? undefined : id })}
                  {...{ thumbnail, title: id, isCurrent: id === opened }}
                  name={`${className(predictedClass)} ${formatPercent(confidence, 0)}`}
                  note={
                    trueClass === predictedClass ? <span class="good">correct</span> : `true: ${className(trueClass)}`
                  }
                />
              ))}
            </div>
          </>
        )}
      </Show>
      {opened !== undefined && (
        <div class="opened">
          <h3>
            Class activation maps of <a href={`/samples/${encodeURIComponent(opened)}${query({ run })}`}>{opened}</a>
          </h3>
          <SampleMaps key={opened} run={run} sample={opened} crop={`/api/crop?sample=${encodeURIComponent(opened)}`} />
        </div>
      )}
    </section>
  );
}
