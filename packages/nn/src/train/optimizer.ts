// What an optimizer is: plain data with a pure `init` and `update`.

/** `update` changes weights in place and returns nothing; all state lies in `State`, made anew for each run. */
export interface Optimizer<State = unknown> {
  name: string;
  learningRate: number;
  /** The options, for the record of a run. */
  options: Record<string, number>;
  init(parameters: number): State;
  update(state: State, weights: Float32Array, gradients: Float32Array, learningRate: number): void;
}
