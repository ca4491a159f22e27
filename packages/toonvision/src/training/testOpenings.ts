// The log of test split openings. Each evaluation on the test split makes the next one less trustworthy, so all are logged.
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Project } from '../config/index.ts';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

const openingSchema = z.object({ date: z.string(), run: z.string(), reason: z.string() });

/** One opening of the test split. */
export type TestOpening = z.output<typeof openingSchema>;

function logFile(project: Project): string {
  return join(project.directory, 'dataset', 'test-openings.jsonl');
}

/** Reads all openings of the test split, oldest first. */
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
        throw new UserError('invalid record of a test split opening', {
          where: `${path}, line ${index + 1}`,
          remedy: 'Restore or delete the line.',
          cause: error,
        });
      }
    });
}

/** Logs an opening of the test split before it takes place; returns the number of openings including this one. */
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
