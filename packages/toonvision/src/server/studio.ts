// The project folder that the studio serves: configuration, samples and split, read again when their files change.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_FILE_NAMES, loadConfig, type Project } from '../config/index.ts';
import {
  type Edit,
  readEdits,
  readExtractedSamples,
  readPreviousSplit,
  readSamples,
  type Sample,
  type SplitName,
} from '../dataset/index.ts';
import { EventLog } from './eventLog.ts';
import { whileUnchanged } from './lruCache.ts';

/** The samples of a project as the studio shows them. */
export interface Dataset {
  /** As extracted, by id; edits are not applied. */
  extracted: readonly Sample[];
  /** With edits applied, without excluded samples. */
  samples: readonly Sample[];
  byId: ReadonlyMap<string, Sample>;
  edits: readonly Edit[];
  /** The split of each sample that has one. */
  splits: ReadonlyMap<string, SplitName>;
}

/** The dataset before the first extraction. */
const EMPTY: Dataset = { extracted: [], samples: [], byId: new Map(), edits: [], splits: new Map() };

/** One project folder. All state is in its files. */
export class Studio {
  /** Absolute. */
  readonly directory: string;
  /** Required for changes. */
  readonly token: string;
  readonly events = new EventLog();
  /** The current configuration. */
  readonly project: () => Promise<Project>;
  readonly #dataset: () => Promise<Dataset>;

  constructor(directory: string, token: string) {
    this.directory = directory;
    this.token = token;
    this.project = whileUnchanged(
      () => CONFIG_FILE_NAMES.map((name) => join(directory, name)),
      () => loadConfig(directory),
    );
    const dataset = join(directory, 'dataset');
    this.#dataset = whileUnchanged(
      () => ['samples.json', 'split.json', 'edits.jsonl'].map((name) => join(dataset, name)),
      async () => readDataset(await this.project()),
    );
  }

  /** Samples, edits and split; empty before the first extraction. */
  dataset(): Promise<Dataset> {
    return this.#dataset();
  }
}

async function readDataset(project: Project): Promise<Dataset> {
  if ((await stat(project.paths.samples).catch(() => undefined)) === undefined) return EMPTY;
  const extracted = await readExtractedSamples(project);
  const [samples, edits, split] = await Promise.all([
    readSamples(project),
    readEdits(project),
    readPreviousSplit(project),
  ]);
  return {
    extracted,
    samples,
    byId: new Map(samples.map((sample) => [sample.id, sample])),
    edits,
    splits: new Map(Object.entries(split?.assignments ?? {})),
  };
}
