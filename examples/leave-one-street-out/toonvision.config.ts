// The suits again, with each street held out once: how good is the model in a street it has never seen?
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'leave-one-street-out',
  screenshots: '../../demo-town/screenshots',
  label: {
    pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$',
  },
  // The street is the folder of a screenshot.
  street: 'folder',
  targets: {
    suit: { classes: ['bb', 'lb', 'cb', 'sb'], names: { bb: 'Bossbot', lb: 'Lawbot', cb: 'Cashbot', sb: 'Sellbot' } },
  },
  split: { stratifyBy: ['entity'], groupBy: ['screenshot', 'burst'] },
  // Seven trainings: half the size needs a quarter of the arithmetic.
  input: { height: 300, width: 100 },
});
