// Which suit does a Cog wear? Crops of whole screenshots, the label says suit and entity.
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'suits',
  // Relative to this file: the town that `toonvision demo demo-town` draws at the top of the repository.
  screenshots: '../../demo-town/screenshots',
  // Toons have no suit; they are samples, but not for this target.
  label: {
    pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$',
  },
  targets: {
    suit: { classes: ['bb', 'lb', 'cb', 'sb'], names: { bb: 'Bossbot', lb: 'Lawbot', cb: 'Cashbot', sb: 'Sellbot' } },
  },
  split: { stratifyBy: ['entity'], groupBy: ['screenshot', 'burst'] },
  input: { height: 600, width: 200 },
});
