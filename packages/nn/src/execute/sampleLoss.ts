// Outputs, loss and logit gradient of one sample in a worker.
import type { Plan } from '../compile/index.ts';
import type { Machine } from '../kernels.ts';
import { activationOf, type LossForm, losses, lossForm } from '../losses/index.ts';

/** Memory after the plan's: float64 factors of the classes, three work vectors of the kernel, int32 labels. */
function layOut({ memoryBytes, outputs }: Plan) {
  const doubles = Math.ceil(memoryBytes / 8) * 8;
  const work = doubles + outputs * 8;
  const labels = work + 3 * outputs * 8;
  return { alphas: doubles, work, labels, end: labels + outputs * 4 };
}

/** The cross-entropy of a plan that ends in probabilities; undefined for other plans. */
export function plainLoss({ finalActivation, outputs }: Plan): LossForm | undefined {
  if (finalActivation === 'linear') return undefined;
  const { sparseCategoricalCrossentropy, binaryCrossentropy } = losses;
  return lossForm(finalActivation === 'softmax' ? sparseCategoricalCrossentropy() : binaryCrossentropy(), outputs);
}

/** Bytes of memory for a plan and the loss. */
export function bytesWithLoss(plan: Plan): number {
  return layOut(plan).end;
}

/** Writes the factors of the classes. Call once. */
export function prepareLoss({ kernels }: Machine, plan: Plan, form: LossForm): void {
  if (form.kind !== 'categorical') return;
  new Float64Array(kernels.memory.buffer, layOut(plan).alphas, plan.outputs).set(form.alphas);
}

/**
 * Computes the outputs from the logits.
 *
 * @param form a loss, whose probabilities are then computed even if the model ends in logits
 * @returns the address of the outputs: `plan.probabilities`, or the address of the logits
 */
export function finish({ kernels }: Machine, plan: Plan, form: LossForm | undefined): number {
  const { logits, outputs, probabilities } = plan;
  const activation = form === undefined ? plan.finalActivation : activationOf(form.kind);
  if (activation === 'linear') return logits.value;
  if (activation === 'softmax') kernels.softmax(logits.value, outputs, probabilities);
  else kernels.sigmoid(logits.value, outputs, probabilities);
  return probabilities;
}

/**
 * The unweighted loss of the last sample.
 *
 * @param labels its class number, or 0 or 1 for each output
 * @param scale factor of the gradient, which is written to `plan.logits.gradient`; undefined writes no gradient
 */
export function lossOfSample(
  { kernels, integers }: Machine,
  plan: Plan,
  form: LossForm,
  labels: Int32Array,
  scale: number | undefined,
): number {
  const { logits, outputs } = plan;
  const { alphas, work, labels: labelsAt } = layOut(plan);
  const gradient = scale === undefined ? 0 : logits.gradient;
  const { labelSmoothing, gamma } = form;
  if (form.kind === 'categorical') {
    const label = labels[0] ?? 0;
    const { value } = logits;
    return kernels.categoricalLoss(value, outputs, label, labelSmoothing, gamma, alphas, scale ?? 0, work, gradient);
  }
  integers.set(labels, labelsAt / 4);
  const { positive, negative } = form;
  return kernels.binaryLoss(
    logits.value,
    outputs,
    labelsAt,
    labelSmoothing,
    gamma,
    positive,
    negative,
    scale ?? 0,
    gradient,
  );
}
