// Of a report: whether the class activation maps of the run are any good.

import { html } from 'hono/html';
import type { ExplanationAudit } from '../explain/index.ts';
import { percent } from '../format/index.ts';
import { type Cell, type Markup, table } from './table.ts';

const share = (value: number | null): string => (value === null ? '-' : percent(value));

/** The sentence that the numbers allow, the tables of energy and of the randomization check; `figures` are its charts. */
export function explanationSection(
  audit: ExplanationAudit,
  classNames: Readonly<Record<string, string>>,
  figures: Markup,
): Markup {
  const { energy, perturbation, randomization } = audit;
  const right = energy.find(({ by, value }) => by === 'verdict' && value === 'right');
  const rows = energy.map((row): Cell[] => [
    row.by === 'class' ? (classNames[row.value] ?? row.value) : row.value,
    row.samples,
    share(row.energy),
    share(row.area),
    row.energy === null || row.area === null ? '-' : (row.energy / row.area).toFixed(2),
    share(row.hits),
    row.zero,
  ]);
  return html`<p>${audit.method} of the ${audit.of} of the ${audit.classes} class at ${audit.layer} (${audit.height}×${audit.width}), over the ${audit.samples} samples of ${audit.split}.
      ${
        right?.energy == null || right.area === null
          ? 'No sample has a silhouette, so whether maps lie on the object is not known.'
          : `Where the model is right, ${share(right.energy)} of a map lies inside the object, which covers ${share(right.area)} of the crop; maps that do not look get no further than that.`
      }</p>
    ${figures}
    ${
      rows.length === 0
        ? ''
        : table(['', 'samples', 'energy inside', 'area of the object', 'ratio', 'peak inside', 'all zero'], rows)
    }
    ${
      perturbation === null
        ? ''
        : table(
            ['area under the curve', 'by the map', 'by chance'],
            (['deletion', 'insertion'] as const).map((kind) => [
              kind === 'deletion' ? 'deletion (lower is better)' : 'insertion (higher is better)',
              perturbation[kind].map.area.toFixed(3),
              perturbation[kind].random.area.toFixed(3),
            ]),
          )
    }
    <h3>Do maps change when the weights are shuffled?</h3>
    <p class="muted">Rank correlation with the map of the trained model; near 0 is as it should be.</p>
    ${table(
      ['shuffled down to', 'correlation', 'pictures', 'flat maps'],
      randomization.map(({ layer, correlation, samples, flat }) => [
        layer,
        correlation === null ? '-' : correlation.toFixed(3),
        samples,
        flat,
      ]),
    )}`;
}
