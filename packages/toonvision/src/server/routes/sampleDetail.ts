// One sample in detail: its source, similar samples, and what each run predicts.
import { join } from 'node:path';
import { Hono } from 'hono';
import type { Project } from '../../config/index.ts';
import { readAdditions, readImageSize } from '../../dataset/index.ts';
import { listRuns, readRun } from '../../training/index.ts';
import type { SampleView } from '../api.ts';
import { EVALUATED_SPLITS, type Evaluations } from '../evaluations.ts';
import type { Findings } from '../findings.ts';
import type { Neighbors } from '../neighbors.ts';
import type { Studio } from '../studio.ts';
import { imageRow } from './images.ts';
import { findSample, sampleRow } from './samples.ts';

/** Number of similar samples. */
const NEIGHBORS = 8;

export interface SampleSources {
  studio: Studio;
  findings: Findings;
  neighbors: Neighbors;
  evaluations: Evaluations;
}

async function predictionsOf(id: string, { studio, evaluations }: SampleSources): Promise<SampleView['predictions']> {
  const project = await studio.project();
  const predictions: SampleView['predictions'] = [];
  for (const name of await listRuns(project)) {
    for (const split of EVALUATED_SPLITS) {
      // A damaged run is skipped here; its own page reports what is wrong.
      const evaluation = await readRun(project, name)
        .then((run) => evaluations.of(run, split))
        .catch(() => undefined);
      const prediction = evaluation?.stored.predictions.find((candidate) => candidate.id === id);
      if (evaluation === undefined || prediction === undefined) continue;
      const { classes } = evaluation.stored.evaluation;
      const { predicted, probabilities } = prediction;
      predictions.push({ run: name, split, predicted, probabilities, classes });
    }
  }
  return predictions;
}

async function addedBy(project: Project, number: number): Promise<SampleView['added']> {
  const addition = (await readAdditions(project)).find((candidate) => candidate.number === number);
  return addition === undefined ? null : { who: addition.who, when: addition.when };
}

/** GET /samples/:id */
export function sampleDetailRoutes(sources: SampleSources): Hono {
  const { studio, findings, neighbors } = sources;
  return new Hono().get('/samples/:id{.+}', async (context) => {
    const dataset = await studio.dataset();
    const original = findSample(dataset, context.req.param('id'));
    const { id } = original;
    const size = await readImageSize(join(studio.directory, original.screenshot)).catch(() => undefined);
    const near = await neighbors.nearest(id, NEIGHBORS);
    const view: SampleView = {
      ...sampleRow(dataset, original),
      crop: `/api/crop?sample=${encodeURIComponent(id)}`,
      screenshot:
        size === undefined
          ? null
          : {
              path: original.screenshot,
              url: imageRow(original.screenshot).url,
              width: size.width,
              height: size.height,
            },
      boxes: dataset.extracted
        .filter(({ screenshot }) => screenshot === original.screenshot)
        .map((sample) => ({
          id: sample.id,
          label: (dataset.byId.get(sample.id) ?? sample).label,
          box: sample.box,
          own: sample.id === id,
        })),
      annotated: original.label,
      box: original.box,
      burst: original.burst,
      source: original.source,
      added: original.source === 'added' ? await addedBy(await studio.project(), original.object) : null,
      flags: Object.entries(original.flags).flatMap(([flag, set]) => (set ? [flag] : [])),
      neighbors:
        near?.flatMap(({ id: other, distance }) => {
          const neighbor = dataset.extracted.find((sample) => sample.id === other);
          return neighbor === undefined ? [] : [{ ...sampleRow(dataset, neighbor), distance }];
        }) ?? null,
      predictions: await predictionsOf(id, sources),
      findings: [...(findings.kindsById().get(id) ?? [])],
      edits: dataset.edits.filter((edit) =>
        edit.kind === 'merge' ? edit.keep === id || edit.drop.includes(id) : edit.sample === id,
      ),
    };
    return context.json(view);
  });
}
