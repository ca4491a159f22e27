// The log of the sealed test split: each look at it is written down, because each look makes its answer worth less.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

const openingSchema = z.object({ date: z.string(), run: z.string(), reason: z.string() });

/** One look at the test split. */
export type TestOpening = z.output<typeof openingSchema>;

function logFile(project: Project): string {
  return join(project.directory, 'dataset', 'test-openings.jsonl');
}

/** All looks at the test split so far, the oldest first. */
export async function testOpenings(project: Project): Promise<TestOpening[]> {
  const path = logFile(project);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw explainFileError(error, path);
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      try {
        return openingSchema.parse(JSON.parse(line));
      } catch (error) {
        throw new UserError('not a record of an opening of the test split', {
          where: `${path}, line ${index + 1}`,
          remedy: 'Restore or delete the line.',
          cause: error,
        });
      }
    });
}

/** Writes down a look at the test split, before it is taken; returns how many there are with this one. */
export async function logTestOpening(project: Project, opening: { run: string; reason: string }): Promise<number> {
  const before = await testOpenings(project);
  const path = logFile(project);
  const line = `${JSON.stringify({ date: new Date().toISOString(), ...opening } satisfies TestOpening)}\n`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await appendFile(path, line);
  } catch (error) {
    throw explainFileError(error, path);
  }
  return before.length + 1;
}
