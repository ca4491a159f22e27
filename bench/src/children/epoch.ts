// The child that trains one epoch from a pixel file and says how much memory and time that took.
import { adam, pixelFile } from '@toonvision/nn';
import { ARCHITECTURES } from '../architectures.ts';
import { ourModel } from '../ourModel.ts';
import { cyclicLabels } from '../randomImages.ts';

const [path, samples, threads] = process.argv.slice(2);
const count = Number(samples);
const architecture = ARCHITECTURES.baseline;
const { height, width, channels } = architecture;
const model = ourModel(architecture);
model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy' });
const images = pixelFile({ path: path ?? '', height, width, channels, count });
const labels = cyclicLabels(architecture, count);
const start = performance.now();
await model.fit({ images, labels }, { epochs: 1, batchSize: 32, threads: Number(threads), seed: 1 });
const seconds = (performance.now() - start) / 1000;
// In KiB on every system; on Linux it also covers the parent before the program was started, which is kept small.
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ peakBytes, seconds })}\n`);
process.exit();
