// Report section on class activation maps: results of their audit.
import { html } from 'hono/html';
import { type ExplanationAudit, METHOD_TITLES } from '../explain/index.ts';
import { percent } from '../format/index.ts';
import { type Cell, type Markup, table } from './table.ts';

const title = (method: string): string => new Map<string, string>(Object.entries(METHOD_TITLES)).get(method) ?? method;
const share = (value: number | null): string => (value === null ? '-' : percent(value));

/** Renders a summary sentence and tables of energy, perturbation and randomization; `figures` holds the charts. */
export function explanationSection(
  audit: ExplanationAudit,
  classNames: Readonly<Record<string, string>>,
  figures: Markup,
): Markup {
  const { energy, perturbation, randomization } = audit;
  const correct = energy.find(({ by, value }) => by === 'verdict' && value === 'right');
  const rows = energy.map((row): Cell[] => [
    row.by === 'class' ? (classNames[row.value] ?? row.value) : row.value,
    row.samples,
    share(row.energy),
    share(row.area),
    row.energy === null || row.area === null ? '-' : (row.energy / row.area).toFixed(2),
    share(row.hits),
    row.zero,
  ]);
  return html`<p>${title(audit.method)} for the ${audit.of} of the ${audit.classes} class at ${audit.layer} (${audit.height}×${audit.width}), for ${audit.samples} samples of the ${audit.split === 'val' ? 'validation' : 'test'} split.
      ${
        correct?.energy == null || correct.area === null
          ? 'No sample has a silhouette, so it is unknown whether the maps lie on the object.'
          : `For correct predictions, ${share(correct.energy)} of the map energy is inside the object, which covers ${share(correct.area)} of the crop; uninformative maps would reach ${share(correct.area)}.`
      }</p>
    ${figures}
    ${
      rows.length === 0
        ? ''
        : table(['', 'samples', 'energy inside', 'object area', 'ratio', 'peak inside', 'zero maps'], rows)
    }
    ${
      perturbation === null
        ? ''
        : table(
            ['area under the curve', 'map', 'random'],
            (['deletion', 'insertion'] as const).map((kind) => [
              kind === 'deletion' ? 'deletion (lower is better)' : 'insertion (higher is better)',
              perturbation[kind].map.area.toFixed(3),
              perturbation[kind].random.area.toFixed(3),
            ]),
          )
    }
    <h3>Randomization check</h3>
    <p class="muted">Rank correlation with the map of the trained model after shuffling weights from the top layer down. It should be near 0.</p>
    ${table(
      ['shuffled down to', 'correlation', 'images', 'flat maps'],
      randomization.map(({ layer, correlation, samples, flat }) => [
        layer,
        correlation === null ? '-' : correlation.toFixed(3),
        samples,
        flat,
      ]),
    )}`;
}
