// From a chain of layers to a plan that a worker can run.
export { compilePlan, type Plan, type PlanOptions } from './plan.ts';
