// Runs a child that does one thing and says it in one line of JSON.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { script } from './contenders.ts';
import { errorLine, reasonOf } from './protocol.ts';

/**
 * Runs a child process and parses the numbers it prints as one JSON object.
 *
 * @param child its path below src/, without ending
 * @param names the fields that must be there
 * @throws Error with the child's own error line, or saying what is missing
 */
export async function answerOf<Name extends string>(
  child: string,
  args: readonly string[],
  names: readonly Name[],
  timeout = 600_000,
): Promise<Record<Name, number>> {
  const { stdout } = await promisify(execFile)(process.execPath, [script(child), ...args], { timeout }).catch(
    (error: unknown) => {
      const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
      throw new Error(errorLine(stderr) ?? reasonOf(error));
    },
  );
  const value: unknown = JSON.parse(stdout.split('\n').find((line) => line.startsWith('{')) ?? 'null');
  if (typeof value !== 'object' || value === null) throw new Error(`${child} gave no numbers: ${stdout}`);
  const numbers = names.map((name) => {
    const number: unknown = Reflect.get(value, name);
    if (typeof number !== 'number') throw new Error(`${child} gave no ${name}: ${stdout}`);
    return [name, number] as const;
  });
  return Object.fromEntries(numbers) as Record<Name, number>;
}
