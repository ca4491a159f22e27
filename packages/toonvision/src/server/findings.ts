// What `inspect` finds, read in the background and kept until the samples change; edits settle findings one by one.
import { join } from 'node:path';
import { type Inspection, inspectProject } from '../inspect/index.ts';
import { FINDING_KINDS } from '../quality/index.ts';
import type { FindingsView, FindingView } from './api.ts';
import { fileStamp } from './fileStamp.ts';
import type { Dataset, Studio } from './studio.ts';

/** A request waits so long before it answers how far the reading is. */
const PATIENCE = 400;

interface Reading {
  stamp: string;
  done: number;
  total: number;
  inspection?: Inspection;
  work: Promise<void>;
}

/** The findings of one project. Edits do not start a new reading: what they settle is marked, what they undo comes back. */
export class Findings {
  readonly #studio: Studio;
  #reading: Reading | undefined;

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /**
   * The findings, or how far the reading is.
   *
   * @throws UserError when there are no samples
   */
  async view(): Promise<FindingsView> {
    const reading = await this.#current();
    const patience = new Promise<void>((done) => {
      setTimeout(done, PATIENCE).unref();
    });
    await Promise.race([reading.work, patience]);
    const { inspection, done, total } = reading;
    if (inspection === undefined) return { state: 'reading', done, total };
    const dataset = await this.#studio.dataset();
    return {
      state: 'ready',
      findings: inspection.findings.map((finding): FindingView => {
        const { kind, number, limit, above, message, remedy, samples } = finding;
        const groups = samples.map((ids) => ({ ids, done: isSettled(ids, dataset) }));
        return { kind, what: FINDING_KINDS[kind].what, number, limit, above, message, remedy, groups };
      }),
      clean: inspection.clean.map((kind) => FINDING_KINDS[kind].what),
      unchecked: inspection.unchecked.map(({ kind, reason }) => ({ kind: FINDING_KINDS[kind].what, reason })),
    };
  }

  /** Reads everything anew at the next request. */
  forget(): void {
    this.#reading = undefined;
  }

  /** What was found of each sample, as far as it is known; nothing is read for it. */
  known(): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    for (const { kind, samples } of this.#reading?.inspection?.findings ?? [])
      for (const id of samples.flat()) found.set(id, (found.get(id) ?? new Set()).add(kind));
    return found;
  }

  async #current(): Promise<Reading> {
    const project = await this.#studio.project();
    const dataset = join(project.directory, 'dataset');
    const stamp = await fileStamp([join(dataset, 'samples.json'), join(dataset, 'split.json')]);
    if (this.#reading?.stamp === stamp) return this.#reading;
    const reading: Reading = { stamp, done: 0, total: 0, work: Promise.resolve() };
    reading.work = inspectProject({
      project,
      write: false,
      onProgress: (done, total) => Object.assign(reading, { done, total }),
    }).then(
      (inspection) => {
        reading.inspection = inspection;
      },
      (error: unknown) => {
        if (this.#reading === reading) this.#reading = undefined;
        throw error;
      },
    );
    // Whoever waits is told; where nobody does any more, the next request tries again.
    reading.work.catch(() => undefined);
    this.#reading = reading;
    return reading;
  }
}

/** Left out or corrected: a single sample; of several that belong together all but one are left out, or one was corrected. */
function isSettled(ids: readonly string[], { byId, edits }: Dataset): boolean {
  const left = ids.filter((id) => byId.has(id));
  if (left.length === 0 || (ids.length > 1 && left.length === 1)) return true;
  return edits.some((edit) => edit.kind === 'relabel' && !edit.undone && ids.includes(edit.sample));
}
