// The reference: pages generated from the code.
import { apiPages } from './apiPages.ts';
import { commandsPage } from './commandsPage.ts';
import { configPage } from './configPage.ts';
import { layersPage } from './layersPage.ts';
import type { Code } from './readCode.ts';

export { undocumented } from './apiPages.ts';
export { madeCallbacks, madeOptimizers, madeSchedules } from './made.ts';
export { type Code, ROOT, readCode } from './readCode.ts';

const INDEX = `# Reference

Generated from the code and checked by a test; \`npx vitest run reference -u\` regenerates it.

- [Commands and options](reference/commands.md): what \`toonvision --help\` prints for every command
- [Configuration](reference/config.md): every field of \`toonvision.config.ts\` with type, range and default
- [Layers, losses and training](reference/layers.md): what models are built and trained with
- [@toonvision/nn](reference/api-nn.md): the engine
- [toonvision](reference/api-toonvision.md): the tool as a library, by module
- [toonvision/page](reference/api-page.md): a run's model in a page
`;

/** All pages by their path in docs/. */
export async function referencePages(code: Code): Promise<Map<string, string>> {
  const pages = new Map([
    ['reference.md', INDEX],
    ['reference/commands.md', await commandsPage()],
    ['reference/config.md', configPage(code)],
    ['reference/layers.md', layersPage(code)],
  ]);
  for (const [name, text] of await apiPages(code)) pages.set(`reference/${name}`, text);
  return pages;
}
