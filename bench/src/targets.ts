// How many times faster than its peers the engine is meant to be, and whether a measured ratio says so.
import type { ModelName } from './architectures.ts';
import type { Task } from './protocol.ts';

type Target = Readonly<Record<ModelName, number>>;

const EXPERT: Record<Task, Target> = {
  training: { baseline: 2, tuned: 2 },
  inference: { baseline: 1.5, tuned: 1.2 },
};
const ONNXRUNTIME = { inference: { baseline: 2, tuned: 1.2 } };
const IN_JAVASCRIPT = { training: { baseline: 50, tuned: 50 } };

/** By contender, task and model; same number of threads on both sides. What is not here has no target. */
const TARGETS: Readonly<Record<string, Readonly<Partial<Record<Task, Target>>>>> = {
  'torch-cl': { training: { baseline: 5, tuned: 5 }, inference: { baseline: 3, tuned: 3 } },
  'torch-expert': EXPERT,
  ort: ONNXRUNTIME,
  'ort-bytes': ONNXRUNTIME,
  'tfjs-wasm': IN_JAVASCRIPT,
  jax: IN_JAVASCRIPT,
};

/** Two threads against one, in training and inference. */
export const TWO_THREADS_TARGET = 1.85;

/** The target ratio, ours by theirs; undefined without a target. */
export function targetOf(contender: string, task: Task, model: ModelName): number | undefined {
  return TARGETS[contender]?.[task]?.[model];
}

/** `>= 5x met` or `>= 5x NOT met`; the ratio counts as it is, not as it is printed. */
export function verdict(ratio: number, target: number): string {
  return `>= ${target}x ${ratio >= target ? 'met' : 'NOT met'}`;
}
