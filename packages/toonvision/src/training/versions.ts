// Versions and machine recorded for a run.
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { z } from 'zod';

const packageFile = z.object({ version: z.string() });

/** Versions used for a run. */
export interface Versions {
  node: string;
  toonvision: string;
  nn: string;
}

/** Machine of a run. */
export interface Machine {
  platform: string;
  arch: string;
  cpu: string;
  /** Number of hardware threads available to the process. */
  cores: number;
  memoryBytes: number;
}

/** Versions of Node, this package and the engine. */
export function versions(): Versions {
  const read = (url: string | URL) => packageFile.parse(JSON.parse(readFileSync(new URL(url), 'utf8'))).version;
  return {
    node: process.versions.node,
    toonvision: read(new URL('../../package.json', import.meta.url)),
    nn: read(new URL('../package.json', import.meta.resolve('@toonvision/nn'))),
  };
}

/** Describes this machine. */
export function machine(): Machine {
  return {
    platform: `${platform()} ${release()}`,
    arch: arch(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
}
