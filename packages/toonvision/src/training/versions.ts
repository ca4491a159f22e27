// Which versions of what a run was made with, and on which machine.
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { z } from 'zod';

const packageFile = z.object({ version: z.string() });

/** Versions of what a run was made with. */
export interface Versions {
  node: string;
  toonvision: string;
  nn: string;
}

/** The machine that a run was made on. */
export interface Machine {
  platform: string;
  arch: string;
  cpu: string;
  /** Hardware threads this process may use. */
  cores: number;
  memoryBytes: number;
}

/** The versions of Node, of this package and of the engine. */
export function versions(): Versions {
  const read = (url: string | URL) => packageFile.parse(JSON.parse(readFileSync(new URL(url), 'utf8'))).version;
  return {
    node: process.versions.node,
    toonvision: read(new URL('../../package.json', import.meta.url)),
    nn: read(new URL('../package.json', import.meta.resolve('@toonvision/nn'))),
  };
}

/** What is known about this machine. */
export function machine(): Machine {
  return {
    platform: `${platform()} ${release()}`,
    arch: arch(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
