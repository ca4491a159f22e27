// The findings of `inspect`, computed in the background and kept until the samples change.
import { join } from 'node:path';
import { type Inspection, inspectProject } from '../inspect/index.ts';
import { FINDING_KINDS } from '../quality/index.ts';
import type { FindingsView, FindingView } from './api.ts';
import { BackgroundTask } from './backgroundTask.ts';
import { fileStamp } from './fileStamp.ts';
import type { Dataset, Studio } from './studio.ts';

/** The findings of one project. Edits mark findings as resolved or open; they do not start another inspection. */
export class Findings {
  readonly #studio: Studio;
  readonly #inspection = new BackgroundTask<string, Inspection>((running, wanted) => running === wanted);

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /**
   * The findings, or the progress of the inspection.
   *
   * @throws UserError when the project has no samples
   */
  async view(): Promise<FindingsView> {
    const project = await this.#studio.project();
    const folder = join(project.directory, 'dataset');
    const stamp = await fileStamp([join(folder, 'samples.json'), join(folder, 'split.json')]);
    const answer = await this.#inspection.poll(stamp, ({ onProgress }) =>
      inspectProject({ project, write: false, onProgress }),
    );
    if (answer.state === 'reading') return answer;
    const { findings, clean, unchecked } = answer.value;
    const dataset = await this.#studio.dataset();
    return {
      state: 'ready',
      findings: findings.map((finding): FindingView => {
        const { kind, number, limit, above, message, remedy, samples } = finding;
        const groups = samples.map((ids) => ({ ids, done: isResolved(ids, dataset) }));
        return { kind, what: FINDING_KINDS[kind].what, number, limit, above, message, remedy, groups };
      }),
      clean: clean.map((kind) => FINDING_KINDS[kind].what),
      unchecked: unchecked.map(({ kind, reason }) => ({ kind: FINDING_KINDS[kind].what, reason })),
    };
  }

  /** Runs the inspection again at the next request. */
  forget(): void {
    this.#inspection.forget();
  }

  /** The kinds of findings of each sample, as far as they are known; starts no inspection. */
  kindsById(): ReadonlyMap<string, ReadonlySet<string>> {
    const kinds = new Map<string, Set<string>>();
    for (const { kind, samples } of this.#inspection.value?.findings ?? [])
      for (const id of samples.flat()) kinds.set(id, (kinds.get(id) ?? new Set()).add(kind));
    return kinds;
  }
}

/** A single sample must be excluded or relabeled; of a group all but one must be excluded, or one must be relabeled. */
function isResolved(ids: readonly string[], { byId, edits }: Dataset): boolean {
  const included = ids.filter((id) => byId.has(id));
  if (included.length === 0 || (ids.length > 1 && included.length === 1)) return true;
  return edits.some((edit) => edit.kind === 'relabel' && !edit.undone && ids.includes(edit.sample));
}
