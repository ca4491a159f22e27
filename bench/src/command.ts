// What the smaller commands of the bench share: flags that are numbers, help, exit codes.
import { parseArgs } from 'node:util';
import { UsageError } from './flags.ts';
import { reasonOf } from './protocol.ts';

/**
 * Reads `--name number` for the names in `defaults`; undefined when help is asked for.
 *
 * @throws UsageError for any other flag, and for what is not a number above 0; a default that is whole asks for whole numbers
 */
export function numberFlags<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> | undefined {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries([
    ...names.map((name) => [name, { type: 'string' }] as const),
    ['help', { type: 'boolean' }] as const,
  ]);
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false }));
  } catch (error) {
    throw new UsageError(reasonOf(error));
  }
  if (values.help === true) return undefined;
  const result: Record<Name, number> = { ...defaults };
  for (const name of names) {
    const text = values[name];
    if (typeof text !== 'string') continue;
    const [value, whole] = [Number(text), Number.isInteger(defaults[name])];
    if (!(value > 0 && value < 1e6) || (whole && !Number.isInteger(value)))
      throw new UsageError(`--${name} '${text}' is not a ${whole ? 'whole number from 1' : 'number above 0'}`);
    result[name] = value;
  }
  return result;
}

/** The life of a command: exit code of `main`, 2 with the help for wrong flags, 1 with a line for any other error. */
export async function runCommand<Name extends string>(
  help: string,
  defaults: Readonly<Record<Name, number>>,
  main: (flags: Record<Name, number>) => Promise<number>,
): Promise<void> {
  try {
    const flags = numberFlags(process.argv.slice(2), defaults);
    if (flags === undefined) process.stdout.write(help);
    process.exitCode = flags === undefined ? 0 : await main(flags);
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n${error instanceof UsageError ? help : ''}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}
