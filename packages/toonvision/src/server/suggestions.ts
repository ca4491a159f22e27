// Label suggestions, ranked in the background and kept until the run or the samples change.
import { join } from 'node:path';
import { findImages, type LabelSuggestions, suggestLabels } from '../labeling/index.ts';
import type { Run } from '../training/index.ts';
import type { SuggestionsView } from './api.ts';
import { BackgroundTask } from './backgroundTask.ts';
import { fileStamp } from './fileStamp.ts';
import { imageRow } from './routes/images.ts';
import type { Studio } from './studio.ts';

/** Suggestions per answer. */
const MAX_SUGGESTIONS = 500;

interface RankingKey {
  stamp: string;
  /** Images without a label when the ranking started. */
  unlabeled: readonly string[];
}

/** New images need another ranking; images that were labeled in the meantime do not. */
function isCurrent(running: RankingKey, wanted: RankingKey): boolean {
  const ranked = new Set(running.unlabeled);
  return running.stamp === wanted.stamp && wanted.unlabeled.every((image) => ranked.has(image));
}

/** Label suggestions for one run at a time. Labeled images leave the list; the others keep their order. */
export class Suggestions {
  readonly #studio: Studio;
  readonly #ranking = new BackgroundTask<RankingKey, LabelSuggestions>(isCurrent);

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  /**
   * The suggestions, or the progress of the ranking.
   *
   * @throws UserError when the project has no samples, or the run has no weights
   */
  async view(run: Run): Promise<SuggestionsView> {
    const project = await this.#studio.project();
    const { unlabeled } = await findImages(project);
    const stamp = `${run.name} ${await fileStamp([
      join(run.directory, 'weights.safetensors'),
      ...['samples.json', 'split.json', 'edits.jsonl'].map((name) => join(project.directory, 'dataset', name)),
    ])}`;
    const answer = await this.#ranking.poll({ stamp, unlabeled }, ({ onProgress, signal }) =>
      suggestLabels({ project, run, onProgress, signal }),
    );
    if (answer.state === 'reading') return answer;
    const { value } = answer;
    const remaining = new Set(unlabeled);
    return {
      state: 'ready',
      ...{ run: value.run, target: value.target, classes: value.classes },
      unlabeled: unlabeled.length,
      examined: value.examined,
      suggestions: value.suggestions
        .filter(({ image }) => remaining.has(image))
        .slice(0, MAX_SUGGESTIONS)
        .map(({ image, boxes, predicted, probabilities, margin, reason }) => ({
          ...imageRow(image),
          ...{ boxes, predicted, probabilities, margin, reason },
        })),
    };
  }
}
