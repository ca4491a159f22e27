// A split that a run was evaluated on.

export interface EvaluatedSplit {
  run: string;
  split: 'val' | 'test';
}
