// Training: optimizers, metrics, callbacks and the loop.
export { type AdamOptions, adam } from './adam.ts';
export type { Callback, CallbackRun, EpochRecord, RunControl, StopKind, StopReason } from './callbacks.ts';
export { type EarlyStoppingOptions, earlyStopping } from './earlyStopping.ts';
export { type BatchRecord, FORWARD_BATCH, forwardAll, type History, runFit } from './fit.ts';
export { classNumbers, type LossName } from './labels.ts';
export { argmax, type ClassScores, classScores, MetricCounts, type MetricName, metricNames } from './metrics.ts';
export type { Optimizer } from './optimizer.ts';
