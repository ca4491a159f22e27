// The samples of a cell of the confusion matrix, or all wrong ones, in an order of doubt; one of them with its maps.
import { useState } from 'preact/hooks';
import type { EvaluationView } from '../api.ts';
import { percent, plural, whole } from '../format.ts';
import { className } from '../parts/classColour.ts';
import { SampleMaps } from '../parts/maps.tsx';
import { navigate, place, withQuery } from '../router.ts';

type Sample = EvaluationView['samples'][number];

/** Samples drawn at a time. */
const PAGE = 48;

const ORDERS = [
  ['sure', 'most sure first', (a: Sample, b: Sample) => b.confidence - a.confidence],
  ['unsure', 'least sure first', (a: Sample, b: Sample) => a.confidence - b.confidence],
  ['margin', 'smallest lead first', (a: Sample, b: Sample) => a.margin - b.margin],
  ['entropy', 'most undecided first', (a: Sample, b: Sample) => b.entropy - a.entropy],
  ['loss', 'largest loss first', (a: Sample, b: Sample) => b.loss - a.loss],
] as const;

/** The samples of the chosen cell, else all wrong ones; one of them with its maps. */
export function ChosenSamples({ run, view }: { run: string; view: EvaluationView }) {
  const here = place.value.query;
  const [truth, predicted, opened] = [here.get('true'), here.get('predicted'), here.get('sample')];
  const everything = here.get('which') === 'all';
  const [, , order] = ORDERS.find(([name]) => name === here.get('order')) ?? ORDERS[0];
  const [drawn, setDrawn] = useState(PAGE);
  const inCell = truth !== null && predicted !== null;
  const found = view.samples
    .filter((one) =>
      inCell ? one.true === truth && one.predicted === predicted : everything || one.true !== one.predicted,
    )
    .toSorted(order);
  const set = (name: string) => (event: Event) =>
    navigate(withQuery({ [name]: (event.currentTarget as HTMLSelectElement).value }), { replace: true });
  return (
    <section class="panel" id="samples">
      <div class="panel-head">
        <h2>
          {inCell
            ? `True ${className(truth)}, predicted ${className(predicted)}`
            : everything
              ? 'All samples'
              : 'Wrong samples'}{' '}
          <span class="soft">{whole(found.length)}</span>
        </h2>
        <div class="row">
          {inCell ? (
            <a class="button" href={withQuery({ true: undefined, predicted: undefined })}>
              All wrong ones
            </a>
          ) : (
            <label class="field inline">
              Show
              <select onChange={set('which')}>
                <option value="wrong" selected={!everything}>
                  wrong
                </option>
                <option value="all" selected={everything}>
                  all
                </option>
              </select>
            </label>
          )}
          <label class="field inline">
            Order
            <select onChange={set('order')}>
              {ORDERS.map(([name, says]) => (
                <option key={name} value={name} selected={name === here.get('order')}>
                  {says}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      {found.length === 0 && <p class="soft">None.</p>}
      <div class="strip">
        {found.slice(0, drawn).map((one) => (
          <a
            key={one.id}
            class={one.id === opened ? 'tile here' : 'tile'}
            href={withQuery({ sample: one.id === opened ? undefined : one.id })}
            title={one.id}
          >
            <span class="shot">
              <img src={one.thumbnail} alt="" loading="lazy" decoding="async" />
            </span>
            <span class="name">
              {className(one.predicted)} {percent(one.confidence, 0)}
            </span>
            <span class="below">
              {one.true === one.predicted ? <span class="good">right</span> : `true: ${className(one.true)}`}
            </span>
          </a>
        ))}
      </div>
      {found.length > drawn && (
        <button type="button" onClick={() => setDrawn(drawn + PAGE)}>
          {plural(found.length - drawn, 'more', 'more')}
        </button>
      )}
      {opened !== null && view.samples.some(({ id }) => id === opened) && (
        <div class="opened">
          <h3>
            Where it looks on{' '}
            <a href={`/samples/${encodeURIComponent(opened)}?run=${encodeURIComponent(run)}`}>{opened}</a>
          </h3>
          <SampleMaps key={opened} run={run} sample={opened} crop={`/api/crop?sample=${encodeURIComponent(opened)}`} />
        </div>
      )}
    </section>
  );
}
