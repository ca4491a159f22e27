// The suits again, each street once held back: how good is the model where it has never been?
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'leave-one-street-out',
  screenshots: '../../demo-town/screenshots',
  label: {
    pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$',
  },
  // The street is the folder that a screenshot lies in.
  street: 'folder',
  targets: {
    suit: { classes: ['bb', 'lb', 'cb', 'sb'], names: { bb: 'Bossbot', lb: 'Lawbot', cb: 'Cashbot', sb: 'Sellbot' } },
  },
  split: { stratifyBy: ['entity'], groupBy: ['screenshot', 'burst'] },
  // Six trainings and one more: half the size is a quarter of the work.
  input: { height: 300, width: 100 },
});
