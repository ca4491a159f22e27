// Labels to choose from, the likeliest by the model first; a key takes one.
import type { TryView } from '../api.ts';
import { percent } from '../format.ts';
import { className, project } from './classColour.ts';

/** Proposals that a key takes. */
export const MOST_PROPOSALS = 9;

export interface Proposal {
  label: string;
  /** Its class for the run's target. */
  of: string;
  /** What the model gives that class; null where it was not asked. */
  share: number | null;
}

/** By what the model says of their class, then by how often they occur. */
export function proposals(said: TryView | undefined, target: string | undefined): Proposal[] {
  const labels = project.value?.labels ?? [];
  const shareOf = (parts: Record<string, string>): number | null => {
    if (said === undefined || target === undefined) return null;
    const index = said.classes.indexOf(parts[target] ?? '');
    return index < 0 ? 0 : (said.probabilities[index] ?? 0);
  };
  return labels
    .map(({ label, parts, count }) => ({ label, of: parts[target ?? ''] ?? label, share: shareOf(parts), count }))
    .sort((a, b) => (b.share ?? 0) - (a.share ?? 0) || b.count - a.count);
}

/** @param chosen the label that is taken; undefined for none */
export function Proposals({
  offered,
  chosen,
  choose,
}: {
  offered: readonly Proposal[];
  chosen: string | undefined;
  choose: (label: string | undefined) => void;
}) {
  return (
    <>
      <ol class="plain-list">
        {offered.slice(0, MOST_PROPOSALS).map(({ label, share, of }, index) => (
          <li key={label}>
            <button
              type="button"
              class="proposal"
              aria-pressed={chosen === label}
              onClick={(event) => {
                // After a click the keys are the view's again.
                if (event.detail > 0) event.currentTarget.blur();
                choose(label);
              }}
            >
              <kbd>{index + 1}</kbd> {label}{' '}
              <span class="soft small number">{share === null ? '' : `${className(of)} ${percent(share, 0)}`}</span>
            </button>
          </li>
        ))}
      </ol>
      <label class="field other">
        Another label
        <input
          list="labels"
          autocomplete="off"
          placeholder="any label of the project"
          value={
            chosen !== undefined && offered.findIndex((one) => one.label === chosen) >= MOST_PROPOSALS ? chosen : ''
          }
          onChange={(event) => choose(event.currentTarget.value.trim() || undefined)}
        />
      </label>
      <datalist id="labels">
        {offered.map(({ label }) => (
          <option key={label} value={label} />
        ))}
      </datalist>
    </>
  );
}
