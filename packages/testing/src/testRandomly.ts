// `npm run test:random`: all property tests with a random seed, which is printed, and more cases than `npm test` has.
// PROPERTY_SEED chooses the seed, PROPERTY_FACTOR the cases as a multiple of those in `npm test` (default 10).
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { PROPERTY_SEED = String(randomInt(2 ** 31)), PROPERTY_FACTOR = '10' } = process.env;
const patterns = ['packages/*/{src,test}/**/*.test.ts', 'bench/src/**/*.test.ts'];
const files = globSync(patterns, { cwd: root }).filter((file) =>
  readFileSync(`${root}${file}`, 'utf8').includes('fast-check'),
);

console.log(`PROPERTY_SEED=${PROPERTY_SEED} PROPERTY_FACTOR=${PROPERTY_FACTOR}`);
const { status } = spawnSync('vitest', ['run', '--testTimeout=0', ...process.argv.slice(2), ...files], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, PROPERTY_SEED, PROPERTY_FACTOR },
});
process.exitCode = status ?? 1;
