// Everything that can be said against a dataset, as findings.

import type { Sample, SplitName } from '../dataset/index.ts';
import { percent, plural } from '../format/index.ts';
import type { Confounding } from './confounding.ts';
import type { CropFacts } from './cropFacts.ts';
import { exactDuplicates, nearDuplicates } from './duplicates.ts';
import {
  FINDING_NAMES,
  type Finding,
  type FindingKind,
  type FindingLimits,
  type FoundFault,
  judge,
} from './finding.ts';
import type { LabelErrors } from './labelErrors.ts';
import { findOverlaps } from './overlaps.ts';

/** What is known of the data; what is missing is not checked, and said to be so. */
export interface QualityInput {
  samples: readonly Sample[];
  /** What the crops' pixels say, by sample id; undefined: pictures were not read. */
  pictures?:
    | {
        facts: ReadonlyMap<string, CropFacts>;
        unreadable: readonly { id: string; reason: string }[];
        /** Size of each screenshot, by its path; undefined for one that cannot be read. */
        screenshots: ReadonlyMap<string, { width: number; height: number }>;
      }
    | undefined;
  /** Side of each sample, by id; undefined: there is no split. */
  sides?: Readonly<Record<string, SplitName>>;
  /** Of the project's target; undefined: there are no streets. */
  confounding?: Confounding & { target: string };
  /** From out-of-fold predictions of `ids`; undefined: there are none. */
  labelErrors?: LabelErrors & { target: string; classes: readonly string[]; ids: readonly string[] };
  limits?: Partial<FindingLimits>;
}

/** All findings, and what was not looked at. */
export interface Quality {
  findings: Finding[];
  /** What was looked for and not found. */
  clean: FindingKind[];
  /** What was not looked at, and why. */
  unchecked: { kind: FindingKind; reason: string }[];
}

/** A crop whose shorter side has fewer pixels shows nothing that a model could learn. */
const TINY = 16;
/** Standard deviation of the channels, 0 to 255, up to which a crop is of one colour. */
const FLAT = 3;

type Item = { sample: Sample; facts: CropFacts };

/** The fault of some crops, each on its own; nothing when there is none. */
function faultOf(kind: FindingKind, samples: readonly Sample[], message: string, remedy: string): FoundFault[] {
  if (samples.length === 0) return [];
  return [{ kind, number: samples.length, message, remedy, samples: samples.map(({ id }) => [id]) }];
}

function pixelFaults(items: readonly Item[], unreadable: readonly { id: string; reason: string }[]): FoundFault[] {
  const flat = items.filter(({ facts }) => facts.contrast <= FLAT).map(({ sample }) => sample);
  const tiny = items
    .filter(({ facts }) => Math.min(facts.width, facts.height) < TINY)
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
            remedy: 'Run `toonvision extract` again, or take the pictures from a backup.',
            samples: unreadable.map(({ id }) => [id]),
          },
        ]),
    ...faultOf(
      'single-color',
      flat,
      `${plural(flat.length, 'crop is', 'crops are')} of one colour`,
      'Look whether the box lies on the object; draw it again or delete it.',
    ),
    ...faultOf(
      'tiny',
      tiny,
      `${plural(tiny.length, 'crop is', 'crops are')} less than ${TINY} pixels wide or high`,
      'Draw the box again, or leave objects out that are too far away to tell.',
    ),
  ];
}

/** Boxes at the border of their picture; a sample that is its whole picture is not cut by it. */
function borderFaults(
  samples: readonly Sample[],
  screenshots: ReadonlyMap<string, { width: number; height: number }>,
): FoundFault[] {
  const cut = samples.filter(({ box, screenshot, flags }) => {
    const picture = screenshots.get(screenshot);
    if (picture === undefined) return flags.truncated || flags.clamped;
    const [atLeft, atTop] = [box.xmin <= 0, box.ymin <= 0];
    const [atRight, atBottom] = [box.xmax >= picture.width, box.ymax >= picture.height];
    if (atLeft && atTop && atRight && atBottom) return false;
    return flags.truncated || flags.clamped || atLeft || atTop || atRight || atBottom;
  });
  if (cut.length === 0) return [];
  return [
    {
      kind: 'cut-by-border',
      number: cut.length / samples.length,
      message: `${plural(cut.length, 'box is', 'boxes are')} cut by the border of the picture (${percent(cut.length / samples.length)})`,
      remedy: 'Leave them if objects are cut in use as well; else take the screenshot again.',
      samples: cut.map(({ id }) => [id]),
    },
  ];
}

function overlapFaults(samples: readonly Sample[]): FoundFault[] {
  const overlaps = findOverlaps(samples);
  const [first] = overlaps;
  if (first === undefined) return [];
  return [
    {
      kind: 'overlap-of-labels',
      number: overlaps.length,
      message: `${plural(overlaps.length, 'pair')} of boxes on the same place with different labels, such as ${first.a.label} and ${first.b.label} in ${first.a.screenshot}`,
      remedy: 'One of the two is probably a leftover: delete it in the annotation.',
      samples: overlaps.map(({ a, b }) => [a.id, b.id]),
    },
  ];
}

/** Copies and near copies, and those of them that lie on two sides of the split. */
function duplicateFaults(items: readonly Item[], sides: QualityInput['sides'], total: number): FoundFault[] {
  const faults: FoundFault[] = [];
  const copies = exactDuplicates(items);
  const surplus = copies.reduce((sum, group) => sum + group.length - 1, 0);
  if (surplus > 0)
    faults.push({
      kind: 'exact-duplicates',
      number: surplus,
      message: `${plural(surplus, 'crop repeats', 'crops repeat')} the very pixels of another`,
      remedy: 'Delete the copies, or the screenshot that was saved twice.',
      samples: copies.map((group) => group.map(({ sample }) => sample.id)),
    });
  const disputed = copies.filter((group) => new Set(group.map(({ sample }) => sample.label)).size > 1);
  if (disputed.length > 0)
    faults.push({
      kind: 'duplicate-labels',
      number: disputed.length,
      message: `${plural(disputed.length, 'group')} of equal crops ${disputed.length === 1 ? 'carries' : 'carry'} different labels: ${labelsOf(disputed[0])}`,
      remedy: 'Correct the wrong label.',
      samples: disputed.map((group) => group.map(({ sample }) => sample.id)),
    });
  const sideOf = ({ sample }: Item) => sides?.[sample.id];
  // Frames of a burst are alike by nature, and the split keeps them together; where it does not, that is a leak.
  const isAkin = (a: Item, b: Item) => a.sample.burst === b.sample.burst || a.sample.screenshot === b.sample.screenshot;
  const near = nearDuplicates(items, { ignore: (a, b) => isAkin(a, b) && sideOf(a) === sideOf(b) });
  const apart = near.filter(({ a, b }) => !isAkin(a, b));
  const involved = new Set(apart.flatMap(({ a, b }) => [a.sample.id, b.sample.id])).size;
  if (apart.length > 0)
    faults.push({
      kind: 'near-duplicates',
      number: involved / total,
      message: `${plural(involved, 'sample looks', 'samples look')} nearly like one of another screenshot and burst (${plural(apart.length, 'pair')})`,
      remedy:
        'Give their screenshots names of one burst (burst.pattern), so that a split keeps them together, or delete one.',
      samples: apart.map(({ a, b }) => [a.sample.id, b.sample.id]),
    });
  if (sides === undefined) return faults;
  const copied = copies.flatMap((group) => {
    const [first] = group;
    const other = group.find((item) => first !== undefined && sideOf(item) !== sideOf(first));
    return first === undefined || other === undefined ? [] : [[first.sample.id, other.sample.id]];
  });
  const across = [
    ...copied,
    ...near.filter(({ a, b }) => sideOf(a) !== sideOf(b)).map(({ a, b }) => [a.sample.id, b.sample.id]),
  ];
  if (across.length > 0)
    faults.push({
      kind: 'near-duplicates-across',
      number: across.length,
      message: `${plural(across.length, 'pair')} of equal or nearly equal crops on two sides of the split, such as ${across[0]?.join(' and ')}`,
      remedy: 'What is seen in training is no test: join them into one burst and run `toonvision split --force`.',
      samples: across,
    });
  return faults;
}

const labelsOf = (group: readonly Item[] = []): string =>
  [...new Set(group.map(({ sample }) => sample.label))].join(' and ');

/** Screenshots and bursts with samples on two sides. */
function tornFaults(samples: readonly Sample[], sides: Readonly<Record<string, SplitName>>): FoundFault[] {
  const members = samples.flatMap(({ id, screenshot, burst }) => [
    { id, group: `screenshot ${screenshot}` },
    { id, group: `burst ${burst}` },
  ]);
  const torn = [...Map.groupBy(members, ({ group }) => group)].filter(
    ([, inside]) => new Set(inside.map(({ id }) => sides[id])).size > 1,
  );
  if (torn.length === 0) return [];
  return [
    {
      kind: 'groups-across',
      number: torn.length,
      message: `${plural(torn.length, 'screenshot or burst has', 'screenshots and bursts have')} samples on two sides of the split, such as the ${torn[0]?.[0]}`,
      remedy: 'Split with --group screenshot,burst.',
      samples: torn.map(([, group]) => group.map(({ id }) => id)),
    },
  ];
}

function confoundingFaults({ target, ...measured }: Confounding & { target: string }): FoundFault[] {
  const { normalizedMutualInformation: shared, streetAccuracy, majorityAccuracy, predictiveStreets } = measured;
  const faults: FoundFault[] = [
    {
      kind: 'street-predicts-class',
      number: shared,
      message: `the street alone guesses the ${target} of ${percent(streetAccuracy)} of the samples, always guessing the most frequent one ${percent(majorityAccuracy)}; normalised mutual information ${shared.toFixed(3)}`,
      remedy: 'Take screenshots of the rarer classes on each street, or sample streets evenly in training.',
      samples: [],
    },
  ];
  const [first] = predictiveStreets;
  if (first !== undefined)
    faults.push({
      kind: 'predictive-street',
      number: predictiveStreets.length,
      message: predictiveStreets
        .map(
          ({ street, className, share, samples }) =>
            `${street} is ${percent(share)} ${className} (${plural(samples, 'sample')})`,
        )
        .join('; '),
      remedy: `Take screenshots of other classes there (${first.street}), or leave the street out to see what the model knows without it.`,
      samples: [],
    });
  return faults;
}

function labelFaults({
  errors,
  agreement,
  target,
  classes,
  ids,
}: NonNullable<QualityInput['labelErrors']>): FoundFault[] {
  const [first] = errors;
  if (first === undefined) return [];
  return [
    {
      kind: 'label-errors',
      number: errors.length / ids.length,
      message: `${plural(errors.length, 'label')} of ${ids.length} (${target}) ${errors.length === 1 ? 'is' : 'are'} probably wrong, first of all ${ids[first.index]}: ${classes[first.given]}, looks like ${classes[first.suggested]}; the models agree with ${percent(agreement)} of the labels`,
      remedy:
        'Look at these crops, from the first on, and correct the labels that are wrong; the weaker the model, the more it accuses in error.',
      samples: errors.map(({ index }) => [ids[index] ?? '']),
    },
  ];
}

/**
 * Looks for every kind of fault that the given knowledge allows to look for.
 *
 * @example
 * const { findings } = findDataIssues({ samples, sides: split.assignments });
 * findings.filter(({ above }) => above).map(({ message }) => message);
 */
export function findDataIssues({ samples, pictures, sides, confounding, labelErrors, limits }: QualityInput): Quality {
  const faults = overlapFaults(samples);
  const unchecked: Quality['unchecked'] = [];
  const skip = (reason: string, kinds: readonly FindingKind[]) =>
    unchecked.push(...kinds.map((kind) => ({ kind, reason })));
  if (pictures === undefined) {
    skip('the pictures were not read', [
      ...(['unreadable-image', 'single-color', 'tiny', 'cut-by-border'] as const),
      ...(['exact-duplicates', 'duplicate-labels', 'near-duplicates', 'near-duplicates-across'] as const),
    ]);
  } else {
    const items = samples.flatMap((sample): Item[] => {
      const facts = pictures.facts.get(sample.id);
      return facts === undefined ? [] : [{ sample, facts }];
    });
    faults.push(
      ...pixelFaults(items, pictures.unreadable),
      ...borderFaults(samples, pictures.screenshots),
      ...duplicateFaults(items, sides, samples.length),
    );
    if (sides === undefined) skip('there is no split yet', ['near-duplicates-across']);
  }
  if (sides === undefined) skip('there is no split yet', ['groups-across']);
  else faults.push(...tornFaults(samples, sides));
  if (confounding === undefined) skip('there are no streets', ['street-predicts-class', 'predictive-street']);
  else faults.push(...confoundingFaults(confounding));
  if (labelErrors === undefined) skip('there are no out-of-fold predictions', ['label-errors']);
  else faults.push(...labelFaults(labelErrors));
  const findings = faults.map((fault) => judge(fault, limits));
  const told = new Set([...findings, ...unchecked].map(({ kind }) => kind));
  return {
    findings: findings.sort((a, b) => Number(b.above) - Number(a.above)),
    clean: FINDING_NAMES.filter((kind) => !told.has(kind)),
    unchecked,
  };
}
