// Makes the README's picture: one screenshot of each street of a demo town. node docs/demoTownPicture.mjs <town>
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const screenshots = join(process.argv[2] ?? 'demo-town', 'screenshots');
const picks = { br: 'br_0011', dd: 'dd_0015', ddl: 'ddl_0010', dg: 'dg_0014', mml: 'mml_0014', ttc: 'ttc_0020' };
const tiles = await Promise.all(
  Object.entries(picks).map(async ([street, name], i) => {
    const files = (await readdir(join(screenshots, street))).filter((file) => file.endsWith('.png')).sort();
    const file = files.find((candidate) => candidate.startsWith(name)) ?? files[0];
    const input = await sharp(join(screenshots, street, file))
      .resize(400, 300)
      .toBuffer();
    return { input, left: (i % 3) * 404, top: Math.floor(i / 3) * 304 };
  }),
);
await sharp({ create: { width: 1208, height: 604, channels: 3, background: '#fff' } })
  .composite(tiles)
  .jpeg({ quality: 82 })
  .toFile(new URL('images/demo-town.jpg', import.meta.url).pathname);
