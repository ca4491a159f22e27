// The package in a page: bundled by Vite and trained in Chromium, with the same bits as in Node.
import * as nn from '@toonvision/nn';
import { CHROMIUM, startChromium, withChromium } from '@toonvision/testing/chromium';
import { type PageServer, servePage } from '@toonvision/testing/pageServer';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Digests, sameTraining } from '../sameTraining.ts';
import { assetSizes, type BuiltPage, buildPage } from './buildPage.ts';
import type { PredictionPage } from './page/predict.ts';
import type { TrainingPage } from './page/train.ts';

describe('a page bundled by Vite', () => {
  it('transfers less than 100 kB for predictions, including kernels and worker', async () => {
    const page = await buildPage('predict');
    try {
      const sizes = await assetSizes(page);
      const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
      const gzip = sizes.reduce((sum, size) => sum + size.gzip, 0);
      for (const { file, bytes, gzip } of sizes) console.log(`${file}: ${bytes} bytes, ${gzip} gzipped`);
      console.log(`together: ${bytes} bytes, ${gzip} gzipped`);
      expect(sizes.filter(({ file }) => file.endsWith('.wasm'))).toHaveLength(1);
      expect(sizes.filter(({ file }) => file.endsWith('.js'))).toHaveLength(2);
      expect(gzip).toBeLessThan(100_000);
    } finally {
      await page.remove();
    }
  });
});

describe('in Chromium', withChromium, () => {
  let browser: Browser;
  let training: BuiltPage;
  let prediction: BuiltPage;
  let expected: Record<string, Digests>;

  beforeAll(async () => {
    [browser, training, prediction, expected] = await Promise.all([
      startChromium(CHROMIUM ?? ''),
      buildPage('train'),
      buildPage('predict'),
      sameTraining(nn, 0),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await training?.remove();
    await prediction?.remove();
  });

  for (const isolated of [true, false]) {
    describe(isolated ? 'with shared memory (COOP and COEP)' : 'without shared memory', () => {
      const servers: PageServer[] = [];
      afterAll(async () => {
        for (const server of servers) await server.end();
      });

      // Opens a page, runs `use` in it, and expects it to have complained of nothing.
      const inPage = async <T>(built: BuiltPage, file: string, use: (page: Page) => Promise<T>): Promise<T> => {
        const server = await servePage(built.folder, { isolated });
        servers.push(server);
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
        });
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('requestfailed', (request) => complaints.push(`${request.url()}: ${request.failure()?.errorText}`));
        page.on('response', (response) => {
          if (!response.ok()) complaints.push(`${response.url()}: ${response.status()}`);
        });
        try {
          await page.goto(`${server.url}${file}`);
          const result = await use(page);
          expect(complaints).toEqual([]);
          return result;
        } finally {
          await page.close();
        }
      };

      it('has shared memory only if it is isolated', async () => {
        const seen = await inPage(training, 'train.html', (page) =>
          page.evaluate(() => [crossOriginIsolated, typeof SharedArrayBuffer]),
        );
        expect(seen).toEqual(isolated ? [true, 'function'] : [false, 'undefined']);
      });

      for (const threads of [0, 1, 2, 3, undefined]) {
        it(`trains to the same bits as Node, ${threads ?? 'default'} threads`, async () => {
          const digests = await inPage(training, 'train.html', (page) =>
            page.evaluate((count) => (globalThis as unknown as { page: TrainingPage }).page.train(count), threads),
          );
          expect(digests).toEqual(expected);
        });
      }

      it('reports that pages cannot read pixel files', async () => {
        const message = await inPage(training, 'train.html', (page) =>
          page.evaluate(() => (globalThis as unknown as { page: TrainingPage }).page.pixelFileError()),
        );
        expect(message).toBe('pixelFile images.pixels: pages cannot read files; fetch the bytes and use imageBytes');
      });

      it('names a file that fails to load', async () => {
        const server = await servePage(training.folder, { isolated });
        servers.push(server);
        const errorWithout = async (pattern: string) => {
          const page = await browser.newPage();
          try {
            await page.route(pattern, (route) => route.fulfill({ status: 404 }));
            await page.goto(`${server.url}train.html`);
            return await page.evaluate(() => (globalThis as unknown as { page: TrainingPage }).page.trainingError(1));
          } finally {
            await page.close();
          }
        };
        expect(await errorWithout('**/*.wasm')).toMatch(
          /kernels-.*\.wasm: the compiled kernels failed to load: the server responded with status 404/,
        );
        expect(await errorWithout('**/worker-*.js')).toBe(
          'a worker failed to start; check that its script is served as JavaScript',
        );
      });

      it('predicts the same as Node from a model file', async () => {
        const { layers } = nn;
        const model = nn.sequential([layers.flatten(), layers.dense({ units: 3, activation: 'softmax' })], {
          inputShape: [4, 5, 3],
          seed: 2,
        });
        const bytes = Uint8Array.from({ length: 20 * 60 }, (_, i) => (i * 37) % 256);
        const { modelJson, weights } = nn.modelFiles(model);
        const { probabilities } = await model.predict(nn.imageBytes(bytes, { height: 4, width: 5, channels: 3 }));
        const seen = await inPage(prediction, 'predict.html', (page) =>
          page.evaluate(
            ([json, values, pixels]) =>
              (globalThis as unknown as { page: PredictionPage }).page.predict(json, [...values], [...pixels]),
            [modelJson, [...weights], [...bytes]] as const,
          ),
        );
        expect(seen).toEqual([...probabilities]);
      });
    });
  }
});
