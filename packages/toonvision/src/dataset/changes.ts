// What was added, changed and removed between two extractions, image by image.
import { byCodeUnits } from '../files/index.ts';
import { plural } from '../format/index.ts';
import type { Sample } from './sample.ts';

/** Paths relative to the project folder, sorted. */
export interface DatasetChanges {
  /** Pictures that had no sample before. */
  added: { file: string; samples: number }[];
  /** Pictures whose content or annotation differs; `what` says how: `the picture is another, 1 object more`. */
  changed: { file: string; what: string }[];
  /** Pictures that have no sample any more. */
  removed: { file: string; samples: number }[];
}

/** The samples of an extraction, and the SHA-256 of its pictures by path. */
export interface ExtractedSet {
  samples: readonly Sample[];
  contents: ReadonlyMap<string, string>;
}

const byScreenshot = (samples: readonly Sample[]) => Map.groupBy(samples, ({ screenshot }) => screenshot);

/** How the objects of one picture differ; empty when they do not. */
function objectChanges(before: readonly Sample[], after: readonly Sample[]): string[] {
  const known = new Map(before.map((sample) => [sample.id, sample]));
  const both = after.flatMap((sample): [Sample, Sample][] => {
    const old = known.get(sample.id);
    return old === undefined ? [] : [[old, sample]];
  });
  const boxOf = ({ box }: Sample) => `${box.xmin} ${box.ymin} ${box.xmax} ${box.ymax}`;
  const more = after.length - both.length;
  const fewer = before.length - both.length;
  const named = both.filter(([old, now]) => old.label !== now.label).length;
  const moved = both.filter(([old, now]) => boxOf(old) !== boxOf(now)).length;
  return [
    ...(more === 0 ? [] : [`${plural(more, 'object')} more`]),
    ...(fewer === 0 ? [] : [`${plural(fewer, 'object')} fewer`]),
    ...(named === 0 ? [] : [`${plural(named, 'label')} changed`]),
    ...(moved === 0 ? [] : [`${plural(moved, 'box', 'boxes')} moved`]),
  ];
}

/** Compares two extractions. */
export function findChanges(before: ExtractedSet, after: ExtractedSet): DatasetChanges {
  const [old, now] = [byScreenshot(before.samples), byScreenshot(after.samples)];
  const changes: DatasetChanges = { added: [], changed: [], removed: [] };
  for (const [file, samples] of now) {
    const known = old.get(file);
    if (known === undefined) {
      changes.added.push({ file, samples: samples.length });
      continue;
    }
    const [was, is] = [before.contents.get(file), after.contents.get(file)];
    const what = [
      ...(was !== undefined && is !== undefined && was !== is ? ['the picture is another'] : []),
      ...objectChanges(known, samples),
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
