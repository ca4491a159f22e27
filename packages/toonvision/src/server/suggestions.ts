// What to label next, looked for in the background and kept until the run or the samples change.
import { join } from 'node:path';
import { findPictures, type LabelSuggestions, suggestLabels } from '../labeling/index.ts';
import type { Run } from '../training/index.ts';
import type { SuggestionsView } from './api.ts';
import { fileStamp } from './fileStamp.ts';
import { pictureRow } from './routes/pictures.ts';
import type { Studio } from './studio.ts';

/** A request waits so long before it answers how far the looking is. */
const PATIENCE = 400;
/** LabelSuggestions of one answer at most. */
const MOST = 500;

interface Reading {
  stamp: string;
  /** Pictures without a label when it began. */
  pictures: ReadonlySet<string>;
  done: number;
  total: number;
  found?: LabelSuggestions;
  work: Promise<void>;
  away: AbortController;
}

/** LabelSuggestions of one project, of one run at a time. What is labelled meanwhile leaves the list; the others stay in order. */
export class SuggestionReadings {
  readonly #studio: Studio;
  #reading: Reading | undefined;

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /**
   * The suggestions, or how far the looking is.
   *
   * @throws UserError when there are no samples, or the run has no weights
   */
  async view(run: Run): Promise<SuggestionsView> {
    const project = await this.#studio.project();
    const { unlabelled } = await findPictures(project);
    const reading = await this.#current(run, unlabelled);
    const patience = new Promise<void>((done) => {
      setTimeout(done, PATIENCE).unref();
    });
    await Promise.race([reading.work, patience]);
    const { found, done, total } = reading;
    if (found === undefined) return { state: 'reading', done, total };
    const left = new Set(unlabelled);
    return {
      state: 'ready',
      ...{ run: found.run, target: found.target, classes: found.classes },
      unlabelled: unlabelled.length,
      looked: found.looked,
      suggestions: found.suggestions
        .filter(({ picture }) => left.has(picture))
        .slice(0, MOST)
        .map(({ picture, boxes, predicted, probabilities, margin, reason }) => ({
          ...pictureRow(picture),
          ...{ boxes, predicted, probabilities, margin, reason },
        })),
    };
  }

  async #current(run: Run, unlabelled: readonly string[]): Promise<Reading> {
    const project = await this.#studio.project();
    const stamp = `${run.name} ${await fileStamp([
      join(run.directory, 'weights.safetensors'),
      ...['samples.json', 'split.json', 'edits.jsonl'].map((name) => join(project.directory, 'dataset', name)),
    ])}`;
    const known = this.#reading;
    // A new picture is looked at with all others; one that is labelled by now costs nothing.
    if (known?.stamp === stamp && unlabelled.every((picture) => known.pictures.has(picture))) return known;
    known?.away.abort();
    const away = new AbortController();
    const reading: Reading = {
      ...{ stamp, away, pictures: new Set(unlabelled), done: 0, total: 0, work: Promise.resolve() },
    };
    reading.work = suggestLabels({
      ...{ project, run, signal: away.signal },
      onProgress: (done, total) => Object.assign(reading, { done, total }),
    }).then(
      (found) => {
        reading.found = found;
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
