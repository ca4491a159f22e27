// Tests of commandGroups.ts.
import { expect, it } from 'vitest';
import { buildTool } from './application.ts';
import { formatToolHelp } from './commandGroups.ts';

it('lists every command once', () => {
  const { root } = buildTool({ debug: false, color: false });
  if (!('getAllEntries' in root)) throw new Error('expected a route map');
  const routes = root.getAllEntries();
  const lines = formatToolHelp(routes, (text) => text).split('\n');
  for (const { name, target } of routes) {
    const matches = lines.filter((line) => line.startsWith(`  ${name.original} `) && line.endsWith(target.brief));
    expect(matches, name.original).toHaveLength(1);
  }
});
