// `npm run site`: builds the documentation site into build/site.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite } from './site/buildSite.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

try {
  const pages = await buildSite(root, join(root, 'build/site'));
  console.log(`build/site: ${pages.length} pages. Serve it with: npm run site:look`);
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
