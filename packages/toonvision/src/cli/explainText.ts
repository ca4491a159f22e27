// What `toonvision explain` prints: tables of explanations, audits, confusers and filters.
import type { Confusers, ExplanationAudit, Explanations, FilterUse } from '../explain/index.ts';
import { percent } from '../format/index.ts';
import { textTable } from './textTable.ts';

const number = (value: number | null, digits = 3): string => (value === null ? '-' : value.toFixed(digits));
const share = (value: number | null): string => (value === null ? '-' : percent(value));

/** A row a picture: what is there, what was predicted, where each map has its peak. */
export function explanationLines(
  { samples, files }: Explanations,
  { out, split }: { out: string; split: string },
): string[] {
  const [first] = samples;
  if (first === undefined) return [`There is nothing of that kind in ${split}.`];
  const { method, of, layer, height, width, classes } = first;
  const shown = samples.slice(0, 40);
  const rows = shown.map(({ name, truth, predicted, probabilities, maps }) => [
    name,
    truth ?? '-',
    predicted,
    percent(Math.max(...probabilities)),
    maps
      .map(({ classIndex, peak, isZero }) => `${classes[classIndex]} ${isZero ? 'zero' : Number(peak.toPrecision(3))}`)
      .join('  '),
  ]);
  const more = samples.length > shown.length ? [`and ${samples.length - shown.length} more`] : [];
  return [
    `${method} of the ${of} at ${layer} (${height}x${width})`,
    '',
    textTable(['picture', 'true', 'predicted', 'sure', 'peak of each map'], rows, { right: [3] }),
    ...more,
    '',
    `Written: ${files.length} pictures in ${out}`,
  ];
}

/** The three parts of an audit; what could not be measured is said. */
export function auditLines(audit: ExplanationAudit, classNames: Record<string, string>): string[] {
  const { method, of, layer, height, width, samples, split, energy, perturbation, randomization, zero } = audit;
  const lines = [
    `${method} of the ${of} of the ${audit.classes} class at ${layer} (${height}x${width}), ${samples} samples of ${split}${zero > 0 ? `, ${zero} of them all zero` : ''}`,
    '',
  ];
  if (energy.length === 0)
    lines.push('No sample has a silhouette (NAME.truth.json), so energy inside the object is not known.');
  else {
    const rows = energy.map((row) => [
      row.by === 'class' ? (classNames[row.value] ?? row.value) : row.value,
      String(row.samples),
      share(row.energy),
      share(row.area),
      row.energy === null || row.area === null ? '-' : (row.energy / row.area).toFixed(2),
      share(row.hits),
      String(row.zero),
    ]);
    lines.push(
      'Inside the silhouette: share of the map, share of the crop, and whether the peak is there',
      textTable(['', 'samples', 'energy', 'area', 'ratio', 'peak inside', 'zero'], rows, { right: [1, 2, 3, 4, 5, 6] }),
    );
  }
  if (perturbation !== null) {
    const { deletion, insertion } = perturbation;
    lines.push(
      '',
      'Area under the curve of the probability while pixels are taken away (lower is better) or put back (higher is better)',
      textTable(
        ['', 'by the map', 'by chance'],
        [
          ['deletion', number(deletion.map.area), number(deletion.random.area)],
          ['insertion', number(insertion.map.area), number(insertion.random.area)],
        ],
        { right: [1, 2] },
      ),
    );
  }
  lines.push(
    '',
    'Randomisation: rank correlation with the maps of the same model, its weights shuffled from the top down to a layer',
    textTable(
      ['down to', 'correlation', 'pictures', 'flat'],
      randomization.map(({ layer: name, correlation, samples: pictures, flat }) => [
        name,
        number(correlation),
        String(pictures),
        String(flat),
      ]),
      { right: [1, 2, 3] },
    ),
  );
  return lines;
}

/** For each class the streets in order, with the strongest place of each. */
export function confuserLines(
  { classes, samples, withSilhouette, split }: Confusers,
  classNames: Record<string, string>,
): string[] {
  const lines = [
    withSilhouette === samples
      ? `Places beside the object in ${samples} samples of ${split}`
      : `Places in ${samples} samples of ${split}: beside the object in ${withSilhouette}, in the others for classes they are not of`,
  ];
  for (const { label, streets } of classes) {
    const rows = streets.map(({ street, samples: own, meanRise, strongest }) => [
      street ?? '(none)',
      String(own),
      `+${meanRise.toFixed(2)}`,
      strongest[0] === undefined ? '-' : `+${strongest[0].rise.toFixed(2)} ${strongest[0].name}`,
    ]);
    lines.push(
      '',
      `What else looks like ${classNames[label] ?? label}`,
      textTable(['street', 'samples', 'mean rise', 'strongest'], rows, { right: [1, 2] }),
    );
  }
  return lines;
}

/** How many filters of each layer wake, and the dead ones by number. */
export function filterLines(use: readonly FilterUse[]): string[] {
  const layers = [...new Set(use.map(({ layer }) => layer))];
  const rows = layers.map((layer) => {
    const own = use.filter((filter) => filter.layer === layer);
    const dead = own.filter(({ isDead }) => isDead).map(({ filter }) => filter);
    return [layer, String(own.length), dead.length === 0 ? 'none' : dead.join(', ')];
  });
  return [
    `Filters that never wake on ${use[0]?.images ?? 0} pictures`,
    textTable(['layer', 'filters', 'dead'], rows, { right: [1] }),
  ];
}
