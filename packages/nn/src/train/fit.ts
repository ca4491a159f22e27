// The training loop: epochs, validation after each, callbacks, checkpoints.
import type { Chain } from '../chain.ts';
import { makeBuffers, startTeam, type Team } from '../execute/index.ts';
import { ModelError } from '../modelError.ts';
import type { EpochRecord } from './callbacks.ts';
import { orderOf } from './epochOrder.ts';
import type { FitPlan, LabelledImages } from './fitPlan.ts';
import { countAll, FORWARD_BATCH } from './forwardAll.ts';
import { bestEpochOf, type History } from './history.ts';
import { beginRun, captureRun, freshCounts, nextEpoch, ownState, type Run, restoreRun } from './run.ts';
import { trainEpoch } from './trainEpoch.ts';
import type { TrainingState } from './trainingState.ts';

function checkFinite(chain: Chain, weights: Float32Array): void {
  for (const layer of chain.layers) {
    for (const { name, offset, size } of layer.weights) {
      if (weights.subarray(offset, offset + size).some((value) => !Number.isFinite(value))) {
        throw new ModelError(`${layer.name}/${name} holds a weight that is not a finite number`);
      }
    }
  }
}

function capitalised(name: string): string {
  return `val${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function teamFor(plan: FitPlan): Promise<Team> {
  const { chain, data, validation, batchSize } = plan;
  const outputs = chain.outputShape.reduce((product, size) => product * size, 1);
  const largest = Math.max(batchSize, FORWARD_BATCH);
  return startTeam(
    {
      specs: chain.layers.map(({ spec, name }) => ({ ...spec, name })),
      inputShape: [...chain.inputShape],
      sources: validation === undefined ? [data.images] : [data.images, validation.images],
      seed: plan.seed,
      batchSize: largest,
      loss: plan.form,
      buffers: makeBuffers(chain.parameters, outputs, largest, true),
    },
    plan.threads,
  );
}

// Loss and metrics of held-out data under their recorded names.
async function validate(plan: FitPlan, team: Team, run: Run, held: LabelledImages): Promise<Record<string, number>> {
  const outputs = plan.chain.outputShape.reduce((product, size) => product * size, 1);
  const counts = freshCounts(plan);
  if (plan.onValidation !== undefined) counts.keepConfusion();
  team.parameters.set(plan.weights);
  await countAll(team, 1, held, plan.form.kind, outputs, counts);
  if (run.penalty !== undefined) counts.addPenalty(run.penalty.value(plan.weights), held.images.count);
  const { confusion } = counts;
  if (confusion !== undefined) plan.onValidation?.({ epoch: run.epoch, confusion });
  const values = Object.entries({ loss: counts.loss, ...counts.values(plan.metrics) });
  return Object.fromEntries(values.map(([name, value]) => [capitalised(name), value]));
}

async function endEpoch(plan: FitPlan, team: Team, run: Run): Promise<void> {
  const { data, validation } = plan;
  const trained = run.seconds;
  const began = performance.now();
  const record: EpochRecord = {
    epoch: run.epoch,
    loss: run.counts.loss,
    ...run.counts.values(plan.metrics),
    learningRate: run.rate.last,
    seconds: 0,
    imagesPerSecond: (plan.order === undefined ? data.images.count : orderOf(plan, run.epoch).length) / trained,
  };
  if (validation !== undefined) Object.assign(record, await validate(plan, team, run, validation));
  record.seconds = trained + (performance.now() - began) / 1000;
  run.epochs.push(record);
  nextEpoch(run, plan);
  for (const callback of run.callbacks) await callback.onEpochEnd?.(record, run.control);
  plan.onEpoch?.(record);
}

/** Trains `plan.weights` in place. The state is the run as it ended, before callbacks brought weights back. */
export async function runFit(plan: FitPlan): Promise<{ history: History; state: TrainingState }> {
  checkFinite(plan.chain, plan.weights);
  // A wrong order must be seen before the threads start.
  if (plan.order !== undefined) orderOf(plan, 1);
  const run = beginRun(plan);
  if (plan.resumeFrom !== undefined) restoreRun(run, plan, plan.resumeFrom);
  const { checkpoint } = plan;
  const every = checkpoint?.every ?? 1;
  const team = await teamFor(plan);
  try {
    for (const callback of run.callbacks) await callback.onTrainBegin?.(run.control);
    while (run.epoch <= plan.epochs && run.stopped === undefined) {
      if (!run.begun) {
        for (const callback of run.callbacks) await callback.onEpochBegin?.(run.epoch, run.control);
        run.begun = true;
        if (run.stopped !== undefined) break;
      }
      const { epoch } = run;
      if (!(await trainEpoch(plan, team, run))) break;
      await endEpoch(plan, team, run);
      if (epoch % every === 0) await checkpoint?.onCheckpoint(ownState(captureRun(run, plan)));
    }
    const state = captureRun(run, plan);
    const { stopped, epochs } = run;
    // An interruption between epochs has been handed out already where a checkpoint was due.
    if (stopped?.kind === 'interrupted') await checkpoint?.onCheckpoint(ownState(state));
    for (const callback of run.callbacks) await callback.onTrainEnd?.(run.control);
    const stopReason = stopped ?? { kind: 'epochLimit', message: `epoch limit: ${plan.epochs} epochs ran` };
    return { history: { epochs, stopReason, bestEpoch: bestEpochOf(epochs) }, state };
  } finally {
    await team.end();
  }
}
