// Asks a child whether ours and onnxruntime give the same outputs, so that the bench compares equal work.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MODEL_NAMES, type ModelName } from './architectures.ts';
import { script } from './contenders.ts';
import { errorLine, reasonOf } from './protocol.ts';

/** Probabilities may differ by the order of the sums, which both sides choose freely. */
export const TOLERANCE = 1e-4;

export interface OutputCheck {
  /** Largest difference of any probability, for each model; null where it was not a number. */
  maxDifference: Partial<Record<ModelName, number | null>>;
  passed: boolean;
  /** Why it could not be done. */
  note?: string;
}

/** Checks all models in a child process. */
export async function compareOutputs(): Promise<OutputCheck> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script('children/outputs')], { timeout: 60_000 });
    const line = stdout.split('\n').find((text) => text.startsWith('{')) ?? 'null';
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) throw new Error('the check gave no answer');
    const maxDifference: OutputCheck['maxDifference'] = {};
    for (const name of MODEL_NAMES) {
      const difference: unknown = Reflect.get(value, name);
      maxDifference[name] = typeof difference === 'number' ? difference : null;
    }
    const passed = MODEL_NAMES.every((name) => (maxDifference[name] ?? Number.POSITIVE_INFINITY) <= TOLERANCE);
    return { maxDifference, passed };
  } catch (error) {
    return { maxDifference: {}, passed: false, note: noteOf(error) };
  }
}

function noteOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return errorLine(stderr) ?? reasonOf(error);
}
