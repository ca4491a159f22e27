// Chain of layers -> plan of fused steps -> memory layout.
export { compilePlan, endsInSoftmax, type Plan } from './plan.ts';
export type { Planes } from './planes.ts';
export type {
  AffineStep,
  ConvolveStep,
  DenseStep,
  DropoutStep,
  FlattenStep,
  LoadStep,
  PoolStep,
  Step,
  WinogradBuffers,
} from './steps.ts';
export { WINOGRAD_PHASES, WINOGRAD_ROWS } from './winograd.ts';
