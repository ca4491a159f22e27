// Chooses the run whose model a view uses; the choice is kept in the address.
import type { RunRow } from '../api.ts';
import { route, setQuery } from '../router.ts';
import { optionsOf, SelectField } from './selectField.tsx';

/** Runs with a model: at least one epoch has ended. */
export const trainedRuns = (runs: readonly RunRow[] | undefined): RunRow[] =>
  (runs ?? []).filter(({ epochs }) => epochs !== null);

/** The run that the address names, else the newest. */
export const chosenRun = (runs: readonly RunRow[], parameter = 'run'): RunRow | undefined =>
  runs.find(({ name }) => name === route.value.query.get(parameter)) ?? runs.at(-1);

export function RunSelect({
  runs,
  chosen,
  parameter = 'run',
  inline = false,
}: {
  runs: readonly RunRow[];
  chosen: string;
  /** Name in the address. */
  parameter?: string;
  inline?: boolean;
}) {
  return (
    <SelectField
      label="Run"
      inline={inline}
      value={chosen}
      options={optionsOf(runs.map(({ name }) => name))}
      onChange={(name) => setQuery({ [parameter]: name })}
    />
  );
}
