// Compares two extractions image by image.
import { byCodeUnits } from '../files/index.ts';
import { plural } from '../format/index.ts';
import type { Sample } from './sample.ts';

/** Changes between two extractions. Paths are relative to the project folder and sorted. */
export interface DatasetChanges {
  /** Images without samples before. */
  added: { file: string; samples: number }[];
  /** Images with different content or annotations; `what` describes the changes: `image replaced, 1 object added`. */
  changed: { file: string; what: string }[];
  /** Images without samples now. */
  removed: { file: string; samples: number }[];
}

/** The samples of an extraction, and the SHA-256 of its images by path. */
export interface ExtractedSet {
  samples: readonly Sample[];
  contents: ReadonlyMap<string, string>;
}

const byScreenshot = (samples: readonly Sample[]) => Map.groupBy(samples, ({ screenshot }) => screenshot);

/** Describes the changes to the objects of one image. */
function objectChanges(before: readonly Sample[], after: readonly Sample[]): string[] {
  const oldById = new Map(before.map((sample) => [sample.id, sample]));
  const both = after.flatMap((sample): [Sample, Sample][] => {
    const old = oldById.get(sample.id);
    return old === undefined ? [] : [[old, sample]];
  });
  const boxOf = ({ box }: Sample) => `${box.xmin} ${box.ymin} ${box.xmax} ${box.ymax}`;
  const added = after.length - both.length;
  const removed = before.length - both.length;
  const relabeled = both.filter(([old, now]) => old.label !== now.label).length;
  const moved = both.filter(([old, now]) => boxOf(old) !== boxOf(now)).length;
  return [
    ...(added === 0 ? [] : [`${plural(added, 'object')} added`]),
    ...(removed === 0 ? [] : [`${plural(removed, 'object')} removed`]),
    ...(relabeled === 0 ? [] : [`${plural(relabeled, 'label')} changed`]),
    ...(moved === 0 ? [] : [`${plural(moved, 'box', 'boxes')} moved`]),
  ];
}

/** Compares two extractions. */
export function findChanges(before: ExtractedSet, after: ExtractedSet): DatasetChanges {
  const [old, now] = [byScreenshot(before.samples), byScreenshot(after.samples)];
  const changes: DatasetChanges = { added: [], changed: [], removed: [] };
  for (const [file, samples] of now) {
    const previous = old.get(file);
    if (previous === undefined) {
      changes.added.push({ file, samples: samples.length });
      continue;
    }
    const [oldHash, newHash] = [before.contents.get(file), after.contents.get(file)];
    const what = [
      ...(oldHash !== undefined && newHash !== undefined && oldHash !== newHash ? ['image replaced'] : []),
      ...objectChanges(previous, samples),
    ];
    if (what.length > 0) changes.changed.push({ file, what: what.join(', ') });
  }
  for (const [file, samples] of old) if (!now.has(file)) changes.removed.push({ file, samples: samples.length });
  const byFile = (a: { file: string }, b: { file: string }) => byCodeUnits(a.file, b.file);
  changes.added.sort(byFile);
  changes.changed.sort(byFile);
  changes.removed.sort(byFile);
  return changes;
}
