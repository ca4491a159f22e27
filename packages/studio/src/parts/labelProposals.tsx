// Labels to choose from, the most probable by the model first; a digit key chooses one.
import type { TryView } from '../api.ts';
import { formatPercent } from '../format.ts';
import type { Shortcut } from '../keys.ts';
import { className, project } from './classColors.ts';

/** Proposals that a digit key chooses. */
const MAX_PROPOSALS = 9;

export interface Proposal {
  label: string;
  /** Its class for the run's target. */
  class: string;
  /** The predicted probability of that class; null without a prediction. */
  probability: number | null;
}

/** The project's labels by the predicted probability of their class, then by frequency. */
export function rankLabels(prediction: TryView | undefined, target: string | undefined): Proposal[] {
  const probabilityOf = (parts: Record<string, string>): number | null => {
    if (prediction === undefined || target === undefined) return null;
    const index = prediction.classes.indexOf(parts[target] ?? '');
    return index < 0 ? 0 : (prediction.probabilities[index] ?? 0);
  };
  return (project.value?.labels ?? [])
    .map(({ label, parts, count }) => ({
      ...{ label, count, class: parts[target ?? ''] ?? label },
      probability: probabilityOf(parts),
    }))
    .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0) || b.count - a.count);
}

/** Shortcuts 1 to 9 for the proposals. */
export const proposalShortcuts = (
  description: (digit: number) => string,
  choose: (index: number) => void,
): Shortcut[] =>
  Array.from({ length: MAX_PROPOSALS }, (_, index) => ({
    keys: [String(index + 1)],
    description: description(index + 1),
    run: () => choose(index),
  }));

export function LabelProposals({
  proposals,
  chosen,
  onChoose,
}: {
  proposals: readonly Proposal[];
  chosen: string | undefined;
  onChoose: (label: string | undefined) => void;
}) {
  const isOther = chosen !== undefined && proposals.findIndex(({ label }) => label === chosen) >= MAX_PROPOSALS;
  return (
    <>
      <ol class="plain-list">
        {proposals.slice(0, MAX_PROPOSALS).map(({ label, probability, class: name }, index) => (
          <li key={label}>
            <button
              type="button"
              class="proposal"
              aria-pressed={chosen === label}
              onClick={(event) => {
                // After a click, keys belong to the view again.
                if (event.detail > 0) event.currentTarget.blur();
                onChoose(label);
              }}
            >
              <kbd>{index + 1}</kbd> {label}{' '}
              <span class="muted small number">
                {probability === null ? '' : `${className(name)} ${formatPercent(probability, 0)}`}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <label class="field other">
        Other label
        <input
          list="labels"
          autocomplete="off"
          placeholder="Any label of the project"
          value={isOther ? chosen : ''}
          onChange={(event) => onChoose(event.currentTarget.value.trim() || undefined)}
        />
      </label>
      <datalist id="labels">
        {proposals.map(({ label }) => (
          <option key={label} value={label} />
        ))}
      </datalist>
    </>
  );
}
