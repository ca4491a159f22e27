// Compiles the resizing kernels to build/resample.wasm: SIMD, no runtime, memory imported.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = dirname(fileURLToPath(import.meta.url));
const output = join(folder, '..', 'build');
mkdirSync(output, { recursive: true });
const { error, stderr } = await asc.main([
  join(folder, 'resample.ts'),
  ...['--outFile', join(output, 'resample.wasm')],
  ...['--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd'],
  ...['-O3', '--noAssert', '--converge', '--use', 'abort='],
]);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
