// Cog or Toon? Two classes, five Cogs to each Toon.
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'cog-or-toon',
  screenshots: '../../demo-town/screenshots',
  label: {
    pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$',
  },
  targets: { kind: { classes: ['cog', 'toon'], names: { cog: 'Cog', toon: 'Toon' } } },
  // Cogs by entity, Toons by animal: each is in every split.
  split: { stratifyBy: ['label'], groupBy: ['screenshot', 'burst'] },
  // Half the size is enough to recognize the kind, for a quarter of the arithmetic.
  input: { height: 300, width: 100 },
});
