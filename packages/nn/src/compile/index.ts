// Compiles a chain of layers into a plan that a worker can run.
export { compilePlan, type Plan, type PlanOptions } from './plan.ts';
