// The text of the town's toonvision.config.ts.
import { animalNames, entityNames, type Suit, suitNames, suits } from './townCounts.ts';

const quote = (name: string): string => `'${name}'`;

/** Breaks a list of names into lines of eight. */
function list(names: readonly string[]): string {
  const lines: string[] = [];
  for (let i = 0; i < names.length; i += 8)
    lines.push(
      `        ${names
        .slice(i, i + 8)
        .map(quote)
        .join(', ')},`,
    );
  return `[\n${lines.join('\n')}\n      ]`;
}

const suitRecord = suits.map((suit: Suit) => `${suit}: ${quote(suitNames[suit])}`).join(', ');

export const configText = `import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'demo-town',
  screenshots: 'screenshots',
  label: {
    pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$',
  },
  street: 'folder',
  targets: {
    suit: { classes: [${suits.map(quote).join(', ')}], names: { ${suitRecord} } },
    kind: { classes: ['cog', 'toon'] },
    entity: {
      classes: ${list(entityNames)},
    },
    animal: {
      classes: ${list(animalNames)},
    },
  },
  target: 'suit',
  split: { stratifyBy: ['entity'], groupBy: ['screenshot', 'burst'] },
  input: { height: 600, width: 200 },
});
`;
