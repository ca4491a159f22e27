// One sample with all that is known of it: where it comes from, what looks like it, what each run says.
import { join } from 'node:path';
import { Hono } from 'hono';
import type { Project } from '../../config/index.ts';
import { pictureSize, readAdditions } from '../../dataset/index.ts';
import { listRuns, readRun } from '../../training/index.ts';
import type { SampleView } from '../api.ts';
import type { Evaluations } from '../evaluations.ts';
import type { Findings } from '../findings.ts';
import type { Neighbours } from '../neighbours.ts';
import type { Studio } from '../studio.ts';
import { findSample, sampleRow } from './samples.ts';

/** How many neighbours are shown. */
const NEIGHBOURS = 8;
const SPLITS = ['val', 'test'] as const;

export interface SampleSources {
  studio: Studio;
  findings: Findings;
  neighbours: Neighbours;
  evaluations: Evaluations;
}

async function predictionsOf(id: string, { studio, evaluations }: SampleSources): Promise<SampleView['predictions']> {
  const project = await studio.project();
  const found: SampleView['predictions'] = [];
  for (const name of await listRuns(project)) {
    for (const split of SPLITS) {
      // A run that is damaged says nothing here; its own page says what is wrong.
      const read = await readRun(project, name)
        .then((run) => evaluations.of(run, split))
        .catch(() => undefined);
      const own = read?.stored.predictions.find((one) => one.id === id);
      if (read === undefined || own === undefined) continue;
      const { classes } = read.stored.evaluation;
      found.push({ run: name, split, predicted: own.predicted, probabilities: own.probabilities, classes });
    }
  }
  return found;
}

async function addedBy(project: Project, number: number): Promise<SampleView['added']> {
  const found = (await readAdditions(project)).find((one) => one.number === number);
  return found === undefined ? null : { who: found.who, when: found.when };
}

/** GET /samples/:id */
export function sampleDetailRoutes(sources: SampleSources): Hono {
  const { studio, findings, neighbours } = sources;
  return new Hono().get('/samples/:id{.+}', async (context) => {
    const dataset = await studio.dataset();
    const original = findSample(dataset, context.req.param('id'));
    const { id } = original;
    const size = await pictureSize(join(studio.directory, original.screenshot)).catch(() => undefined);
    const near = await neighbours.nearest(id, NEIGHBOURS);
    const view: SampleView = {
      ...sampleRow(dataset, original),
      crop: `/api/crop?sample=${encodeURIComponent(id)}`,
      screenshot:
        size === undefined
          ? null
          : {
              path: original.screenshot,
              picture: `/api/picture?path=${encodeURIComponent(original.screenshot)}`,
              width: size.width,
              height: size.height,
            },
      boxes: dataset.extracted
        .filter(({ screenshot }) => screenshot === original.screenshot)
        .map((one) => ({
          id: one.id,
          label: (dataset.byId.get(one.id) ?? one).label,
          box: one.box,
          own: one.id === id,
        })),
      annotated: original.label,
      box: original.box,
      burst: original.burst,
      source: original.source,
      added: original.source === 'added' ? await addedBy(await studio.project(), original.object) : null,
      flags: Object.entries(original.flags).flatMap(([flag, set]) => (set ? [flag] : [])),
      neighbours:
        near?.flatMap(({ id: other, distance }) => {
          const found = dataset.extracted.find((one) => one.id === other);
          return found === undefined ? [] : [{ ...sampleRow(dataset, found), distance }];
        }) ?? null,
      predictions: await predictionsOf(id, sources),
      findings: [...(findings.known().get(id) ?? [])],
      edits: dataset.edits.filter((edit) =>
        edit.kind === 'merge' ? edit.keep === id || edit.drop.includes(id) : edit.sample === id,
      ),
    };
    return context.json(view);
  });
}
