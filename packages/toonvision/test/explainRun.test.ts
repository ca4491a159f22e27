// Explanations of a trained run: files, audit, confusers, filters, and errors of the command.
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, type Project } from '../src/config/index.ts';
import { extract, readSamples } from '../src/dataset/index.ts';
import { encodeRle } from '../src/demo/index.ts';
import { auditExplanations, explainSamples, findConfusers, readAudit } from '../src/explain/index.ts';
import { findModel } from '../src/models/index.ts';
import { ensureSplit, type Run, readRun, trainRun } from '../src/training/index.ts';
import { cli, colorProject } from './cliProcess.ts';

const MODEL = `import { layers } from '@toonvision/nn';
export default (_input, classes) => [
  layers.rescaling({ scale: 1 / 255 }),
  layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 2 }),
  layers.conv2d({ filters: 6, kernelSize: 3, activation: 'relu' }),
  layers.maxPooling2d({ poolSize: 2 }),
  layers.flatten(),
  layers.dense({ units: classes, activation: 'softmax' }),
];
`;

let folder: string;
let project: Project;
let run: Run;
const tool = (...parts: string[]) => cli(parts, { cwd: folder });

/** Silhouettes of the objects of a screenshot: their boxes without the crop margin. */
async function writeTruth(directory: string): Promise<void> {
  const byShot = new Map<string, Awaited<ReturnType<typeof readSamples>>>();
  for (const sample of await readSamples(project))
    byShot.set(sample.screenshot, [...(byShot.get(sample.screenshot) ?? []), sample]);
  for (const [screenshot, samples] of byShot) {
    const objects = [...samples]
      .sort((a, b) => a.object - b.object)
      .map(({ label, box }) => {
        const mask = new Uint8Array(120 * 90);
        for (let y = box.ymin; y < box.ymax; y += 1) mask.fill(1, y * 120 + box.xmin, y * 120 + box.xmax);
        return { name: label, silhouette: encodeRle(mask, 120, 90) };
      });
    await writeFile(join(directory, screenshot.replace(/\.png$/, '.truth.json')), JSON.stringify({ objects }));
  }
}

beforeAll(async () => {
  folder = await colorProject(20);
  const config = join(folder, 'toonvision.config.json');
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(config, 'utf8')), crop: { margin: 0.25 } }));
  await writeFile(join(folder, 'tiny.ts'), MODEL);
  project = await loadConfig(folder);
  await extract({ project });
  await writeTruth(folder);
  await ensureSplit({ project });
  const { build } = await findModel(join(folder, 'tiny.ts'));
  await trainRun({ project, model: build, modelName: 'tiny', seed: 1, epochs: 6, batchSize: 4, name: 'tiny' });
  run = await readRun(project, 'tiny');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('maps of samples', () => {
  it('writes figure, heatmaps and overlays per image, and a contact sheet', async () => {
    const out = join(folder, 'maps');
    const { samples, files } = await explainSamples({ project, run, leastConfident: 3, out });
    expect(samples).toHaveLength(3);
    expect(files).toHaveLength(3 * 5 + 1);
    expect(files.at(-1)).toBe(join(out, 'sheet.png'));
    for (const sample of samples) {
      expect(sample.maps.map(({ classIndex }) => classIndex)).toEqual([0, 1]);
      expect(sample.probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      expect(sample.predicted).toBe(sample.classes[sample.probabilities.indexOf(Math.max(...sample.probabilities))]);
      const crop = await sharp(sample.file).metadata();
      const own = files.filter(
        (path) => /(heatmap|superimposed)/.test(path) && path.includes(sample.name.replace(/[^A-Za-z0-9._-]+/g, '-')),
      );
      expect(own).toHaveLength(4);
      for (const path of own) {
        const { width, height } = await sharp(path).metadata();
        expect([width, height]).toEqual([crop.width, crop.height]);
      }
    }
    // The overlay is the mean of crop and heatmap.
    const [first] = samples;
    const stem = join(out, (first?.name ?? '').replace(/[^A-Za-z0-9._-]+/g, '-'));
    const raw = (path: string) => sharp(path).removeAlpha().raw().toBuffer();
    const [heat, over, crop] = [
      await raw(join(stem, 'heatmap-bb.png')),
      await raw(join(stem, 'superimposed-bb.png')),
      await raw(first?.file ?? ''),
    ];
    expect([...over]).toEqual([...crop].map((byte, i) => Math.round(byte * 0.5 + (heat[i] ?? 0) * 0.5)));
  });

  it('computes equal maps for one and two threads, and for a file and a sample with the same pixels', async () => {
    const samples = await readSamples(project);
    const [sample] = samples;
    const id = sample?.id ?? '';
    const file = join(folder, sample?.crop ?? '');
    const one = await explainSamples({ project, run, names: [id, file], threads: 1 });
    const two = await explainSamples({ project, run, names: [id, file], threads: 2 });
    expect(one).toEqual(two);
    expect(one.samples[0]?.maps).toEqual(one.samples[1]?.maps);
    expect(one.samples[0]?.truth).toBe(sample?.parts.suit);
    expect(one.samples[1]?.truth).toBeUndefined();
  });

  it('explains images of other sizes and formats', async () => {
    const odd = join(folder, 'odd.jpg');
    await sharp({ create: { width: 333, height: 71, channels: 3, background: '#824f28' } })
      .jpeg()
      .toFile(odd);
    const { samples } = await explainSamples({
      project,
      run,
      names: [odd],
      out: join(folder, 'odd'),
      classes: 'predicted',
    });
    expect(samples[0]?.image).toEqual({ width: 333, height: 71 });
    expect(samples[0]?.maps).toHaveLength(1);
    const { width, height } = await sharp(
      join(folder, 'odd', (await readdir(join(folder, 'odd')))[0] ?? '', `heatmap-${samples[0]?.predicted}.png`),
    ).metadata();
    expect([width, height]).toEqual([333, 71]);
  });
});

describe('the audit', () => {
  it('measures energy inside silhouettes, perturbation curves and randomization', async () => {
    const out = join(run.directory, 'explain');
    const audit = await auditExplanations({ project, run, out, curveSteps: 5, randomizationSamples: 3 });
    const all = audit.energy.find(({ by }) => by === 'all');
    // A margin of a quarter on each side: the box covers (1 / 1.5)^2 of the crop, more at the image border.
    expect(all?.area).toBeGreaterThan(0.4);
    expect(all?.area).toBeLessThan(0.6);
    expect((all?.samples ?? 0) + (all?.zero ?? 0)).toBe(audit.samples);
    for (const { energy, hits } of audit.energy.filter(({ samples }) => samples > 0)) {
      expect(energy).toBeGreaterThan(0);
      expect(energy).toBeLessThanOrEqual(1);
      expect(hits).toBeGreaterThanOrEqual(0);
    }
    expect(audit.perturbation?.deletion.map.curve).toHaveLength(6);
    // With all pixels deleted, only the mean color is left; with all inserted, the image is complete.
    const { deletion, insertion } = audit.perturbation ?? {};
    expect(deletion?.map.curve[0]).toBeCloseTo(insertion?.map.curve.at(-1) ?? -1, 6);
    expect(deletion?.map.curve.at(-1)).toBeCloseTo(insertion?.map.curve[0] ?? -1, 6);
    expect(audit.randomization.map(({ layer }) => layer)).toEqual(['dense', 'conv2d_1', 'conv2d']);
    expect(await readAudit(run)).toEqual(JSON.parse(JSON.stringify(audit)));
    expect(await auditExplanations({ project, run, curveSteps: 5, randomizationSamples: 3, threads: 1 })).toEqual(
      audit,
    );
    for (const chart of ['audit-energy.svg', 'audit-curves.svg'])
      expect(await readFile(join(out, chart), 'utf8')).toContain('<svg');
    const report = await tool('report', 'tiny');
    expect(report.code).toBe(0);
    const page = await readFile(join(run.directory, 'report.html'), 'utf8');
    // toContain would print the whole page in its message.
    expect(page.includes('Class activation maps')).toBe(true);
    expect(page.includes('Share of the maps inside the object')).toBe(true);
  });

  it('reads the audit of an older version, whose field is spelled `randomisation`', async () => {
    const file = join(run.directory, 'explain', 'audit.json');
    const text = await readFile(file, 'utf8');
    const current = await readAudit(run);
    expect(current).toBeDefined();
    await writeFile(file, text.replace('"randomization"', '"randomisation"'));
    expect(await readAudit(run)).toEqual(current);
    await writeFile(file, text);
  });

  it('ignores an audit of other weights', async () => {
    const file = join(run.directory, 'explain', 'audit.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"weightsSha256": "[0-9a-f]{8}/, '"weightsSha256": "00000000'));
    expect(await readAudit(run)).toBeUndefined();
    await writeFile(file, text);
  });

  it('reports a damaged silhouette file', async () => {
    const [subject] = (await explainSamples({ project, run, leastConfident: 1, classes: 'predicted' })).samples;
    const sample = (await readSamples(project)).find(({ id }) => id === subject?.name);
    const file = join(folder, (sample?.screenshot ?? '').replace(/\.png$/, '.truth.json'));
    const text = await readFile(file, 'utf8');
    await writeFile(file, '{"objects": 3}');
    const { code, stderr } = await tool('explain', 'tiny', '--confusers');
    expect(code).toBe(1);
    expect(stderr).toMatch(/shot\d+\.truth\.json: .*objects/);
    await writeFile(file, text);
  });
});

describe('the command', () => {
  it('writes sheets of confusers, filters, features and patterns', async () => {
    const found = await findConfusers({ project, run, out: join(folder, 'confusers') });
    expect(found.withSilhouette).toBe(found.samples);
    expect(found.classes.map(({ label }) => label)).toEqual(['bb', 'lb']);
    for (const { streets } of found.classes)
      for (const { strongest } of streets) for (const { rise } of strongest) expect(rise).toBeGreaterThan(0);
    const [sample] = await readSamples(project);
    const filters = await tool('explain', 'tiny', '--filters', '--out', 'sheets');
    expect(filters.code).toBe(0);
    expect(filters.stdout).toContain('conv2d_1');
    const features = await tool('explain', 'tiny', sample?.id ?? '', '--features', 'conv2d', '--out', 'sheets');
    expect(features.code).toBe(0);
    const patterns = () =>
      tool('explain', 'tiny', '--patterns', 'conv2d_1', '--seed', '3', '--out', 'sheets', '--json');
    const first = JSON.parse((await patterns()).stdout);
    expect(JSON.parse((await patterns()).stdout)).toEqual(first);
    expect(first.filters).toHaveLength(6);
    // Gradient ascent increases the activation of filters that can be activated.
    const woken = first.filters.filter(({ after }: { after: number }) => after > 0);
    expect(woken.length).toBeGreaterThan(0);
    for (const { before, after } of woken) expect(after).toBeGreaterThan(before);
    for (const name of await readdir(join(folder, 'sheets')))
      if (name.endsWith('.png'))
        expect((await sharp(join(folder, 'sheets', name)).metadata()).width).toBeGreaterThan(100);
    expect((await readdir(join(folder, 'sheets'))).filter((name) => name.endsWith('.png'))).toHaveLength(3);
  });

  it('prints the results, or the maps as JSON', async () => {
    const { stdout, code } = await tool('explain', 'tiny', '--least-confident', '2');
    expect(code).toBe(0);
    expect(stdout).toContain('gradCam of the logit at maxPooling2d_1');
    const json = JSON.parse(
      (await tool('explain', 'tiny', '--least-confident', '1', '--json', '--class', 'lb')).stdout,
    );
    const { height, width, values } = json.samples[0].maps[0];
    expect(values).toHaveLength(height * width);
  });

  it.each([
    [['--least-confident', '1', '--layer', 'conv2d_9'], 2, /unknown layer "conv2d_9".*\n?.*spatial layers are conv2d/s],
    [['--least-confident', '1', '--class', 'lbb'], 2, /unknown class "lbb"; did you mean ".b"\?/],
    [['--audit', '--filters'], 2, /cannot be combined/],
    [['--audit', 'x.png'], 2, /does not take images/],
    [['--method', 'cam', '--least-confident', '1'], 2, /global average pool/],
    [['none.png'], 2, /unknown image file or sample id "none.png"/],
    [['broken.png'], 1, /broken\.png: /],
  ])('rejects %j', async (parts, expected, message) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'broken.png'), 'no picture');
    const { code, stderr } = await tool('explain', 'tiny', ...parts);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(expected);
  });

  it('rejects an unknown run and suggests the closest name', async () => {
    const { code, stderr } = await tool('explain', 'tinny');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "tiny"?');
    expect((await stat(join(folder, 'runs'))).isDirectory()).toBe(true);
  });
});
