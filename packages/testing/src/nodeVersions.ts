// The versions of Node that must train to the same bits, and where they are installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { skipWhen } from './skipWhen.ts';

/** Tested versions besides the pinned Node 24, which runs the tests themselves. */
export const VERSIONS: readonly string[] = ['22.23.3', '26.10.0'];

/** The npm package that holds the Node binary for this platform. It has no install script. */
export const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

const cache = fileURLToPath(new URL('../../../node_modules/.cache/nodes', import.meta.url));

/** Folder into which a version is installed by `npm run nodes`. */
export function folderOf(version: string): string {
  return join(cache, version);
}

/** Path of the binary of a version, or undefined if it is not installed. */
export function nodeOf(version: string): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const binary = join(folderOf(version), 'node_modules', PACKAGE, 'bin', name);
  return existsSync(binary) ? binary : undefined;
}

/** Options of a test that needs the binary `node` of a version. */
export const withNode = (version: string, node: string | undefined) =>
  skipWhen(node === undefined, `Node ${version} is not installed; "npm run nodes" installs it`);
