// Which of 32 Cogs is it? Eight per suit; most have 15 to 40 samples, two have no samples.
import { defineConfig } from 'toonvision';

export default defineConfig({
  name: 'entities',
  screenshots: '../../demo-town/screenshots',
  label: {
    pattern: '^(?:(?<kind>cog)_(?<suit>bb|lb|cb|sb)_(?<entity>[a-z]+)|(?<kind>toon)_(?<animal>[a-z]+))$',
  },
  targets: {
    entity: [
      ...['flunky', 'pencilpusher', 'yesman', 'micromanager'],
      ...['downsizer', 'headhunter', 'corporateraider', 'thebigcheese'],
      ...['bottomfeeder', 'bloodsucker', 'doubletalker', 'ambulancechaser'],
      ...['backstabber', 'spindoctor', 'legaleagle', 'bigwig'],
      ...['shortchange', 'pennypincher', 'tightwad', 'beancounter'],
      ...['numbercruncher', 'moneybags', 'loanshark', 'robberbaron'],
      ...['coldcaller', 'telemarketer', 'namedropper', 'gladhander'],
      ...['movershaker', 'twoface', 'themingler', 'mrhollywood'],
    ],
  },
  split: { stratifyBy: ['entity'], groupBy: ['screenshot', 'burst'] },
  input: { height: 600, width: 200 },
  // Many classes with few samples take longer to learn than four with many.
  train: { patience: 10 },
});
