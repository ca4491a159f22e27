// Finds the data issues of a dataset.
import type { Sample, SplitName } from '../dataset/index.ts';
import { percent, plural } from '../format/index.ts';
import type { Confounding } from './confounding.ts';
import type { CropFacts } from './cropFacts.ts';
import { exactDuplicates, nearDuplicates } from './duplicates.ts';
import {
  applyLimit,
  type DataIssue,
  FINDING_NAMES,
  type Finding,
  type FindingKind,
  type FindingLimits,
} from './finding.ts';
import type { LabelErrors } from './labelErrors.ts';
import { findOverlaps } from './overlaps.ts';

/** Inputs of the checks. Checks without input are skipped and listed in `unchecked`. */
export interface QualityInput {
  samples: readonly Sample[];
  /** Statistics of the crops by sample id; undefined if images were not read. */
  images?:
    | {
        facts: ReadonlyMap<string, CropFacts>;
        unreadable: readonly { id: string; reason: string }[];
        /** Size of each screenshot that can be read, by path. */
        screenshots: ReadonlyMap<string, { width: number; height: number }>;
      }
    | undefined;
  /** Split of each sample by id; undefined if there is no split. */
  assignments?: Readonly<Record<string, SplitName>>;
  /** Confounding of the target; undefined if there are no streets. */
  confounding?: Confounding & { target: string };
  /** Label errors from out-of-fold predictions of `ids`; undefined if there are no predictions. */
  labelErrors?: LabelErrors & { target: string; classes: readonly string[]; ids: readonly string[] };
  limits?: Partial<FindingLimits>;
}

/** Result of all checks. */
export interface Quality {
  findings: Finding[];
  /** Passed checks. */
  clean: FindingKind[];
  /** Skipped checks, and why. */
  unchecked: { kind: FindingKind; reason: string }[];
}

/** Minimum width and height of a crop in pixels. */
const MIN_CROP_SIZE = 16;
/** Crops with at most this contrast (standard deviation, 0 to 255) are of a single color. */
const MAX_FLAT_CONTRAST = 3;

type Item = { sample: Sample; facts: CropFacts };

/** Creates an issue with one group per sample; none without samples. */
function issueOf(kind: FindingKind, samples: readonly Sample[], message: string, remedy: string): DataIssue[] {
  if (samples.length === 0) return [];
  return [{ kind, number: samples.length, message, remedy, samples: samples.map(({ id }) => [id]) }];
}

function findPixelIssues(items: readonly Item[], unreadable: readonly { id: string; reason: string }[]): DataIssue[] {
  const flat = items.filter(({ facts }) => facts.contrast <= MAX_FLAT_CONTRAST).map(({ sample }) => sample);
  const tiny = items
    .filter(({ facts }) => Math.min(facts.width, facts.height) < MIN_CROP_SIZE)
    .sort((a, b) => a.facts.width * a.facts.height - b.facts.width * b.facts.height)
    .map(({ sample }) => sample);
  return [
    ...(unreadable.length === 0
      ? []
      : [
          {
            kind: 'unreadable-image' as const,
            number: unreadable.length,
            message: `${plural(unreadable.length, 'crop')} cannot be read: ${unreadable[0]?.reason ?? ''}`,
            remedy: 'Run `toonvision extract` again, or restore the images from a backup.',
            samples: unreadable.map(({ id }) => [id]),
          },
        ]),
    ...issueOf(
      'single-color',
      flat,
      `${plural(flat.length, 'crop is', 'crops are')} of a single color`,
      'Check that the box is on the object; draw it again or delete it.',
    ),
    ...issueOf(
      'tiny',
      tiny,
      `${plural(tiny.length, 'crop is', 'crops are')} less than ${MIN_CROP_SIZE} pixels wide or high`,
      'Draw the box again, or exclude objects that are too far away to recognize.',
    ),
  ];
}

/** Finds boxes cut off by the border of their image, except samples that are the whole image. */
function findBorderIssues(
  samples: readonly Sample[],
  screenshots: ReadonlyMap<string, { width: number; height: number }>,
): DataIssue[] {
  const cut = samples.filter(({ box, screenshot, flags }) => {
    const size = screenshots.get(screenshot);
    if (size === undefined) return flags.truncated || flags.clamped;
    const [atLeft, atTop] = [box.xmin <= 0, box.ymin <= 0];
    const [atRight, atBottom] = [box.xmax >= size.width, box.ymax >= size.height];
    if (atLeft && atTop && atRight && atBottom) return false;
    return flags.truncated || flags.clamped || atLeft || atTop || atRight || atBottom;
  });
  if (cut.length === 0) return [];
  return [
    {
      kind: 'cut-by-border',
      number: cut.length / samples.length,
      message: `${plural(cut.length, 'box is', 'boxes are')} cut off by the border of the image (${percent(cut.length / samples.length)})`,
      remedy: 'Keep them if objects are also cut off in use; otherwise take the screenshot again.',
      samples: cut.map(({ id }) => [id]),
    },
  ];
}

function findOverlapIssues(samples: readonly Sample[]): DataIssue[] {
  const overlaps = findOverlaps(samples);
  const [first] = overlaps;
  if (first === undefined) return [];
  return [
    {
      kind: 'overlap-of-labels',
      number: overlaps.length,
      message: `${plural(overlaps.length, 'pair')} of overlapping boxes with different labels, such as ${first.a.label} and ${first.b.label} in ${first.a.screenshot}`,
      remedy: 'Delete the obsolete box in the annotation.',
      samples: overlaps.map(({ a, b }) => [a.id, b.id]),
    },
  ];
}

/** Finds exact and near duplicates, and those in different splits. */
function findDuplicateIssues(
  items: readonly Item[],
  assignments: QualityInput['assignments'],
  total: number,
): DataIssue[] {
  const issues: DataIssue[] = [];
  const copies = exactDuplicates(items);
  const surplus = copies.reduce((sum, group) => sum + group.length - 1, 0);
  if (surplus > 0)
    issues.push({
      kind: 'exact-duplicates',
      number: surplus,
      message: `${plural(surplus, 'crop repeats', 'crops repeat')} the pixels of another`,
      remedy: 'Delete the copies, or the screenshot that was saved twice.',
      samples: copies.map((group) => group.map(({ sample }) => sample.id)),
    });
  const disputed = copies.filter((group) => new Set(group.map(({ sample }) => sample.label)).size > 1);
  if (disputed.length > 0)
    issues.push({
      kind: 'duplicate-labels',
      number: disputed.length,
      message: `${plural(disputed.length, 'group')} of identical crops ${disputed.length === 1 ? 'has' : 'have'} different labels: ${labelsOf(disputed[0])}`,
      remedy: 'Correct the wrong label.',
      samples: disputed.map((group) => group.map(({ sample }) => sample.id)),
    });
  const splitOf = ({ sample }: Item) => assignments?.[sample.id];
  // Frames of a burst are similar, so they are only reported if they are in different splits.
  const isRelated = (a: Item, b: Item) =>
    a.sample.burst === b.sample.burst || a.sample.screenshot === b.sample.screenshot;
  const near = nearDuplicates(items, { ignore: (a, b) => isRelated(a, b) && splitOf(a) === splitOf(b) });
  const apart = near.filter(({ a, b }) => !isRelated(a, b));
  const involved = new Set(apart.flatMap(({ a, b }) => [a.sample.id, b.sample.id])).size;
  if (apart.length > 0)
    issues.push({
      kind: 'near-duplicates',
      number: involved / total,
      message: `${plural(involved, 'sample is', 'samples are')} nearly equal to one of another screenshot and burst (${plural(apart.length, 'pair')})`,
      remedy:
        'Name their screenshots as one burst (burst.pattern), so that they stay in the same split, or delete one.',
      samples: apart.map(({ a, b }) => [a.sample.id, b.sample.id]),
    });
  if (assignments === undefined) return issues;
  const copied = copies.flatMap((group) => {
    const [first] = group;
    const other = group.find((item) => first !== undefined && splitOf(item) !== splitOf(first));
    return first === undefined || other === undefined ? [] : [[first.sample.id, other.sample.id]];
  });
  const across = [
    ...copied,
    ...near.filter(({ a, b }) => splitOf(a) !== splitOf(b)).map(({ a, b }) => [a.sample.id, b.sample.id]),
  ];
  if (across.length > 0)
    issues.push({
      kind: 'near-duplicates-across',
      number: across.length,
      message: `${plural(across.length, 'pair')} of equal or nearly equal crops in different splits, such as ${across[0]?.join(' and ')}`,
      remedy: 'Training images must not occur in test: join them into one burst and run `toonvision split --force`.',
      samples: across,
    });
  return issues;
}

const labelsOf = (group: readonly Item[] = []): string =>
  [...new Set(group.map(({ sample }) => sample.label))].join(' and ');

/** Finds screenshots and bursts with samples in several splits. */
function findGroupIssues(samples: readonly Sample[], assignments: Readonly<Record<string, SplitName>>): DataIssue[] {
  const members = samples.flatMap(({ id, screenshot, burst }) => [
    { id, group: `screenshot ${screenshot}` },
    { id, group: `burst ${burst}` },
  ]);
  const divided = [...Map.groupBy(members, ({ group }) => group)].filter(
    ([, group]) => new Set(group.map(({ id }) => assignments[id])).size > 1,
  );
  if (divided.length === 0) return [];
  return [
    {
      kind: 'groups-across',
      number: divided.length,
      message: `${plural(divided.length, 'screenshot or burst has', 'screenshots and bursts have')} samples in several splits, such as the ${divided[0]?.[0]}`,
      remedy: 'Split with --group screenshot,burst.',
      samples: divided.map(([, group]) => group.map(({ id }) => id)),
    },
  ];
}

function findConfoundingIssues({ target, ...measured }: Confounding & { target: string }): DataIssue[] {
  const { normalizedMutualInformation: shared, streetAccuracy, majorityAccuracy, predictiveStreets } = measured;
  const issues: DataIssue[] = [
    {
      kind: 'street-predicts-class',
      number: shared,
      message:
        `predicting the ${target} from the street alone has an accuracy of ${percent(streetAccuracy)}, ` +
        `predicting the most frequent one ${percent(majorityAccuracy)}; ` +
        `normalized mutual information ${shared.toFixed(3)}`,
      remedy: 'Take screenshots of the rarer classes on each street, or sample streets evenly in training.',
      samples: [],
    },
  ];
  const [first] = predictiveStreets;
  if (first !== undefined)
    issues.push({
      kind: 'predictive-street',
      number: predictiveStreets.length,
      message: predictiveStreets
        .map(
          ({ street, className, share, samples }) =>
            `${street} is ${percent(share)} ${className} (${plural(samples, 'sample')})`,
        )
        .join('; '),
      remedy:
        `Take screenshots of other classes there (${first.street}), ` +
        'or leave the street out of training to measure how well the model generalizes.',
      samples: [],
    });
  return issues;
}

function findLabelIssues({
  errors,
  agreement,
  target,
  classes,
  ids,
}: NonNullable<QualityInput['labelErrors']>): DataIssue[] {
  const [first] = errors;
  if (first === undefined) return [];
  return [
    {
      kind: 'label-errors',
      number: errors.length / ids.length,
      message: `${plural(errors.length, 'label')} of ${ids.length} (${target}) ${errors.length === 1 ? 'is' : 'are'} probably wrong, first of all ${ids[first.index]}: ${classes[first.given]}, looks like ${classes[first.suggested]}; the models agree with ${percent(agreement)} of the labels`,
      remedy: 'Check these crops in order and correct wrong labels; a weak model also reports many correct ones.',
      samples: errors.map(({ index }) => [ids[index] ?? '']),
    },
  ];
}

/**
 * Runs every check for which there is input.
 *
 * @example
 * const { findings } = findDataIssues({ samples, assignments: split.assignments });
 * findings.filter(({ above }) => above).map(({ message }) => message);
 */
export function findDataIssues(input: QualityInput): Quality {
  const { samples, images, assignments, confounding, labelErrors, limits } = input;
  const issues = findOverlapIssues(samples);
  const unchecked: Quality['unchecked'] = [];
  const skip = (reason: string, kinds: readonly FindingKind[]) =>
    unchecked.push(...kinds.map((kind) => ({ kind, reason })));
  if (images === undefined) {
    skip('images were not read', [
      ...(['unreadable-image', 'single-color', 'tiny', 'cut-by-border'] as const),
      ...(['exact-duplicates', 'duplicate-labels', 'near-duplicates', 'near-duplicates-across'] as const),
    ]);
  } else {
    const items = samples.flatMap((sample): Item[] => {
      const facts = images.facts.get(sample.id);
      return facts === undefined ? [] : [{ sample, facts }];
    });
    issues.push(
      ...findPixelIssues(items, images.unreadable),
      ...findBorderIssues(samples, images.screenshots),
      ...findDuplicateIssues(items, assignments, samples.length),
    );
    if (assignments === undefined) skip('there is no split yet', ['near-duplicates-across']);
  }
  if (assignments === undefined) skip('there is no split yet', ['groups-across']);
  else issues.push(...findGroupIssues(samples, assignments));
  if (confounding === undefined) skip('there are no streets', ['street-predicts-class', 'predictive-street']);
  else issues.push(...findConfoundingIssues(confounding));
  if (labelErrors === undefined) skip('there are no out-of-fold predictions', ['label-errors']);
  else issues.push(...findLabelIssues(labelErrors));
  const findings = issues.map((issue) => applyLimit(issue, limits));
  const reported = new Set([...findings, ...unchecked].map(({ kind }) => kind));
  return {
    findings: findings.sort((a, b) => Number(b.above) - Number(a.above)),
    clean: FINDING_NAMES.filter((kind) => !reported.has(kind)),
    unchecked,
  };
}
