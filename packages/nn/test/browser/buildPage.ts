// Bundles a test page with Vite into a temporary folder, as a user of the package would.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = fileURLToPath(new URL('./page', import.meta.url));

export interface BuiltPage {
  folder: string;
  remove(): Promise<void>;
}

/** The page of `page/<name>.html`; no warning of the bundler is let through. */
export async function buildPage(name: string): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'nn-page-'));
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      rolldownOptions: {
        input: join(root, `${name}.html`),
        onwarn: (warning) => {
          throw new Error(`Vite warns: ${warning.message}`);
        },
      },
    },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface AssetSize {
  file: string;
  bytes: number;
  gzip: number;
}

/** What a page has to fetch besides its HTML. */
export async function assetSizes({ folder }: BuiltPage): Promise<AssetSize[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => ['.js', '.wasm'].includes(extname(file)));
  return Promise.all(
    files.map(async (file) => {
      const path = join(folder, file);
      return { file, bytes: (await stat(path)).size, gzip: gzipSync(await readFile(path)).length };
    }),
  );
}
