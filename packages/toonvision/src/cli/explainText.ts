// Text output of `toonvision explain`: tables of explanations, audits, confusers and filters.
import type { Confusers, ExplanationAudit, Explanations, FilterUse } from '../explain/index.ts';
import { percent } from '../format/index.ts';
import { textTable } from './textTable.ts';

const number = (value: number | null, digits = 3): string => (value === null ? '-' : value.toFixed(digits));
const percentOrDash = (value: number | null): string => (value === null ? '-' : percent(value));

/** A row per image: true class, predicted class, and the peak of each map. */
export function explanationLines(
  { samples, files }: Explanations,
  { out, split }: { out: string; split: string },
): string[] {
  const [first] = samples;
  if (first === undefined) return [`No matching samples in ${split}.`];
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
    textTable(['image', 'true', 'predicted', 'confidence', 'peak of each map'], rows, { right: [3] }),
    ...more,
    '',
    `Written: ${files.length} images in ${out}`,
  ];
}

/** The three parts of an audit, and why parts are missing. */
export function auditLines(audit: ExplanationAudit, classNames: Record<string, string>): string[] {
  const { method, of, layer, height, width, samples, split, energy, perturbation, randomization, zero } = audit;
  const lines = [
    `${method} of the ${of} of the ${audit.classes} class at ${layer} (${height}x${width}), ${samples} samples of ${split}${zero > 0 ? `, ${zero} of them all zero` : ''}`,
    '',
  ];
  if (energy.length === 0)
    lines.push('No sample has a silhouette (NAME.truth.json), so energy inside the object is unknown.');
  else {
    const rows = energy.map((row) => [
      row.by === 'class' ? (classNames[row.value] ?? row.value) : row.value,
      String(row.samples),
      percentOrDash(row.energy),
      percentOrDash(row.area),
      row.energy === null || row.area === null ? '-' : (row.energy / row.area).toFixed(2),
      percentOrDash(row.hits),
      String(row.zero),
    ]);
    lines.push(
      'Inside the silhouette: fraction of the map, fraction of the crop, and whether the peak is inside',
      textTable(['', 'samples', 'energy', 'area', 'ratio', 'peak inside', 'zero'], rows, { right: [1, 2, 3, 4, 5, 6] }),
    );
  }
  if (perturbation !== null) {
    const { deletion, insertion } = perturbation;
    lines.push(
      '',
      'Area under the probability curve while pixels are deleted (lower is better) or inserted (higher is better)',
      textTable(
        ['', 'map', 'random'],
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
    'Randomization: rank correlation with maps of the model after shuffling its weights from the top down to a layer',
    textTable(
      ['down to', 'correlation', 'images', 'flat'],
      randomization.map(({ layer: name, correlation, samples: images, flat }) => [
        name,
        number(correlation),
        String(images),
        String(flat),
      ]),
      { right: [1, 2, 3] },
    ),
  );
  return lines;
}

/** For each class, its streets with the strongest confuser of each. */
export function confuserLines(
  { classes, samples, withSilhouette, split }: Confusers,
  classNames: Record<string, string>,
): string[] {
  const lines = [
    withSilhouette === samples
      ? `Places next to the object in ${samples} samples of ${split}`
      : `Places in ${samples} samples of ${split}: next to the object in ${withSilhouette}, anywhere for other classes in the rest`,
  ];
  for (const { label, streets } of classes) {
    const rows = streets.map(({ street, samples: sampleCount, meanRise, strongest }) => [
      street ?? '(none)',
      String(sampleCount),
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

/** The number of filters per layer, and the indices of dead ones. */
export function filterLines(use: readonly FilterUse[]): string[] {
  const layers = [...new Set(use.map(({ layer }) => layer))];
  const rows = layers.map((layer) => {
    const filters = use.filter((filter) => filter.layer === layer);
    const dead = filters.filter(({ isDead }) => isDead).map(({ filter }) => filter);
    return [layer, String(filters.length), dead.length === 0 ? 'none' : dead.join(', ')];
  });
  return [
    `Filters that are never active on ${use[0]?.images ?? 0} images`,
    textTable(['layer', 'filters', 'dead'], rows, { right: [1] }),
  ];
}
