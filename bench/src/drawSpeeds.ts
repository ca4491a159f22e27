// `node bench/dist/drawSpeeds.js [folder]`: draws the tables of speed in bench/README.md as charts, for docs/ideas.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderSvg } from 'toonvision';
import { speedChart, speedsIn } from './speedChart.ts';

const [folder = 'docs/images/ideas'] = process.argv.slice(2);
const document = await readFile(new URL('../README.md', import.meta.url), 'utf8');
for (const task of ['training', 'inference'] as const) {
  const speeds = speedsIn(document, task, 'baseline, 1 thread');
  const title = task === 'training' ? 'Training, images/s' : 'Inference, images/s';
  const subtitle = 'baseline, 600x200x3, one thread each (npm run bench)';
  const file = join(folder, `speed-${task}.svg`);
  await writeFile(file, await renderSvg(speedChart(speeds, { title, subtitle })));
  console.log(file);
}
