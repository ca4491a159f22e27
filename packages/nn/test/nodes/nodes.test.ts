// Every supported version of Node trains to the same weights, from dist/ and from the sources, with and without shared
// memory.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as nn from '@toonvision/nn';
import { nodeOf, VERSIONS, withNode } from '@toonvision/testing/nodeVersions';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Digests, sameTraining } from '../sameTraining.ts';

const script = fileURLToPath(new URL('./trainOnce.ts', import.meta.url));
const entries = {
  'dist/': fileURLToPath(new URL('../../dist/index.js', import.meta.url)),
  'the sources': fileURLToPath(new URL('../../src/index.ts', import.meta.url)),
};
let expected: Record<string, Digests>;

beforeAll(async () => {
  expected = await sameTraining(nn, 0);
});

async function trained(node: string, entry: string, threads: number, memory: 'shared' | 'no shared') {
  const { stdout } = await promisify(execFile)(node, [script, entry, String(threads), memory]);
  return JSON.parse(stdout);
}

for (const [version, node] of [
  [process.versions.node, process.execPath] as const,
  ...VERSIONS.map((version) => [version, nodeOf(version)] as const),
]) {
  describe(`Node ${version}`, withNode(version, node), () => {
    for (const [name, threads, memory] of [
      ['dist/', 0, 'shared'],
      ['dist/', 3, 'shared'],
      ['dist/', 0, 'no shared'],
      ['dist/', 3, 'no shared'],
      ['the sources', 3, 'shared'],
    ] as const) {
      it(`gives the same bits from ${name}, ${threads} threads, ${memory} memory`, async () => {
        expect(await trained(node ?? '', entries[name], threads, memory)).toEqual(expected);
      });
    }
  });
}
