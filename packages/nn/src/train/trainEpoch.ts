// One pass over the data, or what is left of it: batches in random order over the team, the optimizer in between.
import type { Job, Team } from '../execute/index.ts';
import { labelsPerSample } from '../losses/index.ts';
import { drawsOf, orderOf } from './epochOrder.ts';
import type { FitPlan } from './fitPlan.ts';
import { notANumber } from './notANumber.ts';
import type { Run } from './run.ts';

function jobOf(
  plan: FitPlan,
  { positions, draws }: { positions: Int32Array; draws: Int32Array | undefined },
  perSample: number,
  epoch: number,
): Job & { labels: Int32Array } {
  const { labels: all, weights } = plan.data;
  const labels = new Int32Array(positions.length * perSample);
  positions.forEach((position, i) => {
    labels.set(all.subarray(position * perSample, (position + 1) * perSample), i * perSample);
  });
  const job = { source: 0, positions, labels, training: { epoch }, draws };
  if (weights === undefined) return job;
  return { ...job, weights: Float64Array.from(positions, (position) => weights[position] ?? 0) };
}

/**
 * Goes on from `run.batch` to the end of the epoch.
 *
 * @returns false where it was interrupted, before a batch, or the loss was no number; `run.stopped` says which
 */
export async function trainEpoch(plan: FitPlan, team: Team, run: Run): Promise<boolean> {
  const { batchSize, weights, optimizer, chain } = plan;
  const { epoch, control, penalty, counts } = run;
  const outputs = chain.outputShape.reduce((product, size) => product * size, 1);
  const perSample = labelsPerSample(plan.form.kind, outputs);
  const order = orderOf(plan, epoch);
  const allDraws = plan.order === undefined ? undefined : drawsOf(order, plan.data.images.count);
  const count = order.length;
  const batches = Math.ceil(count / batchSize);
  const before = run.seconds;
  const began = performance.now();
  while (run.batch < batches) {
    if (plan.signal?.aborted) {
      control.stop({ kind: 'interrupted', message: `interrupted in epoch ${epoch}` });
      return false;
    }
    const [first, last] = [run.batch * batchSize, (run.batch + 1) * batchSize];
    const positions = order.slice(first, last);
    const job = jobOf(plan, { positions, draws: allDraws?.slice(first, last) }, perSample, epoch);
    team.parameters.set(weights);
    if (plan.moreThreads !== undefined) team.grow(plan.moreThreads());
    await team.run(job);
    const weightsLoss = penalty?.value(weights) ?? 0;
    let sum = 0;
    for (let i = 0; i < positions.length; i++) {
      const loss = (team.losses[i] ?? 0) * (job.weights?.[i] ?? 1);
      if (!Number.isFinite(loss + weightsLoss)) {
        control.stop(notANumber('loss', loss + weightsLoss, epoch));
        return false;
      }
      const labels = job.labels.subarray(i * perSample, (i + 1) * perSample);
      counts.add(team.outputs.subarray(i * outputs, (i + 1) * outputs), labels, loss);
      sum += loss;
    }
    if (penalty !== undefined) counts.addPenalty(weightsLoss, positions.length);
    team.updateMoving(weights);
    const gradients = team.gradients(positions.length);
    penalty?.addGradient(weights, gradients);
    // The optimizer may clip them in place.
    if (run.batch === batches - 1 && run.callbacks.length > 0) run.gradients = gradients.slice();
    const rate = run.rate.take();
    run.trainable.step(weights, gradients, (own, slopes) => optimizer.update(run.optimizerState, own, slopes, rate));
    run.batch += 1;
    run.seconds = before + (performance.now() - began) / 1000;
    const samples = Math.min(count, run.batch * batchSize);
    const record = {
      epoch,
      batch: run.batch,
      batches,
      samples,
      loss: counts.loss,
      batchLoss: sum / positions.length + weightsLoss,
      imagesPerSecond: samples / run.seconds,
    };
    for (const callback of run.callbacks) {
      if (callback.onBatchEnd !== undefined) await callback.onBatchEnd(record, control);
    }
    plan.onBatch?.(record);
  }
  return true;
}
