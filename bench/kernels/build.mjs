// Compiles the bench's own kernel to build/peak.wasm, as the engine's are compiled.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = dirname(fileURLToPath(import.meta.url));
const output = join(folder, '..', 'build');
mkdirSync(output, { recursive: true });
const { error, stderr } = await asc.main([
  join(folder, 'peak.ts'),
  ...['--outFile', join(output, 'peak.wasm')],
  ...['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--use', 'abort='],
]);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
