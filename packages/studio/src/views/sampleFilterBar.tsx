// The filters of the sample gallery: by class, street, split and edits, and by the predictions of a run.
import { useRef } from 'preact/hooks';
import type { DatasetView, RunRow } from '../api.ts';
import { formatKind } from '../format.ts';
import { useShortcuts } from '../keys.ts';
import { project } from '../parts/classColors.ts';
import { optionsOf, SelectField } from '../parts/selectField.tsx';
import { navigate, route, setQuery, withQuery } from '../router.ts';
import { filterQuery } from '../sampleFilters.ts';
import { useLoad } from '../useLoad.ts';

const classOptions = (target: string): [string, string][] =>
  (project.value?.targets.find(({ name }) => name === target)?.classes ?? []).map(({ name, label }) => [name, label]);

/** A select whose value is a parameter of the address. */
function FilterSelect({
  name,
  label,
  options,
}: {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
}) {
  const value = route.value.query.get(name) ?? '';
  return (
    <SelectField {...{ label, value, options }} anyText="All" onChange={(chosen) => setQuery({ [name]: chosen })} />
  );
}

export function SampleFilterBar() {
  const dataset = useLoad<DatasetView>('dataset', []);
  const search = useRef<HTMLInputElement>(null);
  const { query } = route.value;
  useShortcuts([
    { keys: ['/'], description: 'search', run: () => search.current?.focus() },
    { keys: ['x'], description: 'clear filters', run: () => navigate('/samples') },
  ]);
  const setFromInput = (name: string) => (event: Event) =>
    setQuery({ [name]: (event.currentTarget as HTMLInputElement).value });
  const target = query.get('target') ?? project.value?.target ?? '';
  const entities = dataset.value?.levels.find(({ level }) => level === 'entity')?.counts ?? [];
  const streets = dataset.value?.streets ?? [];
  const finding = query.get('finding');
  return (
    <search class="filters">
      <label class="field">
        Search
        <input
          ref={search}
          type="search"
          value={query.get('text') ?? ''}
          placeholder="ID, label or street"
          onInput={setFromInput('text')}
        />
      </label>
      <FilterSelect name="class" label={target || 'Class'} options={classOptions(target)} />
      {entities.length > 0 && (
        <FilterSelect
          name="entity"
          label="Entity"
          options={entities.map(({ className, name }) => [className, name] as const)}
        />
      )}
      {streets.length > 0 && <FilterSelect name="street" label="Street" options={optionsOf(streets)} />}
      <FilterSelect name="split" label="Split" options={optionsOf([...(dataset.value?.splits ?? []), 'none'])} />
      <FilterSelect
        name="edited"
        label="Edits"
        options={[
          ['excluded', 'Excluded'],
          ['relabeled', 'Relabeled'],
        ]}
      />
      <label class="field" title="Length of the shorter side of the crop">
        Min. side (px)
        <input type="number" min="0" value={query.get('minSize') ?? ''} onChange={setFromInput('minSize')} />
      </label>
      <label class="field" title="Length of the shorter side of the crop">
        Max. side (px)
        <input type="number" min="0" value={query.get('maxSize') ?? ''} onChange={setFromInput('maxSize')} />
      </label>
      <PredictionFilters />
      {finding !== null && (
        <a class="button" href={withQuery({ finding: undefined })}>
          Data issue: {formatKind(finding)} ✕
        </a>
      )}
      {filterQuery() !== '' && (
        <a class="button" href="/samples">
          Clear filters
        </a>
      )}
    </search>
  );
}

/** Filters by the predictions of a run, for evaluated runs. */
function PredictionFilters() {
  const runs = useLoad<RunRow[]>('runs', ['run']);
  const name = route.value.query.get('run');
  const names = (runs.value ?? []).filter(({ epochs }) => epochs !== null).map((run) => run.name);
  if (names.length === 0) return null;
  const target = runs.value?.find((run) => run.name === name)?.target;
  return (
    <>
      <SelectField
        label="Predicted by"
        value={name ?? ''}
        anyText="Any run"
        options={optionsOf(names)}
        onChange={(run) => setQuery({ run, true: undefined, predicted: undefined, outcome: undefined })}
      />
      {target !== undefined && (
        <>
          <FilterSelect name="true" label="True class" options={classOptions(target)} />
          <FilterSelect name="predicted" label="Predicted class" options={classOptions(target)} />
          <FilterSelect
            name="outcome"
            label="Outcome"
            options={[
              ['correct', 'Correct'],
              ['wrong', 'Wrong'],
            ]}
          />
        </>
      )}
    </>
  );
}
