// The studio's view of one project folder: configuration, samples and split, read again when their files change.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_FILE_NAMES, loadConfig, type Project } from '../config/index.ts';
import {
  type Edit,
  type Part,
  readEdits,
  readExtractedSamples,
  readPreviousSplit,
  readSamples,
  type Sample,
} from '../dataset/index.ts';
import { EventLog } from './eventLog.ts';
import { remembered } from './remembered.ts';

/** The samples of a project as the studio shows them. */
export interface Dataset {
  /** As extracted, by id; edits are not applied. */
  extracted: readonly Sample[];
  /** With edits applied; what is left out is not there. */
  samples: readonly Sample[];
  byId: ReadonlyMap<string, Sample>;
  edits: readonly Edit[];
  /** The side of each sample that has one. */
  parts: ReadonlyMap<string, Part>;
}

/** Samples in no part of the way yet. */
const NOTHING: Dataset = { extracted: [], samples: [], byId: new Map(), edits: [], parts: new Map() };

/** One project folder that is served. It holds no data of its own; all of it lies in files. */
export class Studio {
  /** Absolute. */
  readonly directory: string;
  /** What changes must carry. */
  readonly token: string;
  readonly events = new EventLog();
  /** The configuration as it is now. */
  readonly project: () => Promise<Project>;
  readonly #dataset: () => Promise<Dataset>;

  constructor(directory: string, token: string) {
    this.directory = directory;
    this.token = token;
    this.project = remembered(
      () => CONFIG_FILE_NAMES.map((name) => join(directory, name)),
      () => loadConfig(directory),
    );
    const dataset = join(directory, 'dataset');
    this.#dataset = remembered(
      () => [...['samples.json', 'split.json', 'edits.jsonl'].map((name) => join(dataset, name))],
      async () => readDataset(await this.project()),
    );
  }

  /** Samples, edits and sides; empty where nothing was extracted yet. */
  dataset(): Promise<Dataset> {
    return this.#dataset();
  }
}

async function readDataset(project: Project): Promise<Dataset> {
  if ((await stat(project.paths.samples).catch(() => undefined)) === undefined) return NOTHING;
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
    parts: new Map(Object.entries(split?.assignments ?? {})),
  };
}
