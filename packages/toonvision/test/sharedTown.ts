// A small demo town, drawn once per test run.
import { cp } from 'node:fs/promises';
import { sharedFixture } from '@toonvision/testing/sharedFixture';
import { drawTown } from '../src/demo/index.ts';

/** Copies a drawn town into a new folder: a project with its configuration, not yet extracted. */
export async function copyTown(folder: string): Promise<void> {
  const town = await sharedFixture('demo-town', (path) => drawTown(path, { scale: 0.06 }));
  await cp(town, folder, { recursive: true });
}
