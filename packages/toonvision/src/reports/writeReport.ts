// Writes the report of a run: report.html, and its charts as SVG and PNG files.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { renderPng, renderSvg } from '../charts/index.ts';
import type { Project } from '../config/index.ts';
import { decodeImage } from '../dataset/index.ts';
import { InterruptedError } from '../errors/index.ts';
import { explainImage, loadImage, METHOD_TITLES, openExplainer, paintSample } from '../explain/index.ts';
import { explainFileError, writeFileAtomic } from '../files/index.ts';
import { loadRunModel } from '../training/index.ts';
import { gallerySheet } from './gallerySheet.ts';
import { type ReportData, readReportData } from './readReportData.ts';
import { reportCharts } from './reportCharts.ts';
import { type DrawnChart, reportPage, type SamplePictures, shownSamples } from './reportPage.ts';
import { thumbnail } from './thumbnails.ts';

/** Options of `writeReport`. */
export interface WriteReportOptions {
  project: Project;
  /** Name of the run. */
  run: string;
  /** Maps of what the model sees beside the samples. Default true; left out where the model has no layer to look at. */
  maps?: boolean;
  /** Go on although the data or the weights are not those of the run; the page says so. Default false. */
  force?: boolean;
  /** While the pixel cache is built: samples done, samples of all. */
  onCache?: (done: number, total: number) => void;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** What `writeReport` wrote. */
export interface WrittenReport {
  /** Absolute path of report.html. */
  file: string;
  bytes: number;
  /** Paths of the charts. */
  figures: string[];
}

/**
 * One page that needs nothing else: summary in plain words, data, curves, matrices, tables, samples, repeats, settings. The
 * charts lie beside it below figures/, light and dark, as SVG and PNG.
 *
 * @throws UserError naming the run that is not there, or a file of it that is missing, edited or damaged, or what has
 *   changed since, unless `force`
 *
 * @example
 * const { file } = await writeReport({ project, run: 'suit-baseline-1' });
 */
export async function writeReport(options: WriteReportOptions): Promise<WrittenReport> {
  const { project, signal, onProgress, maps = true, force = false } = options;
  const data = await readReportData(project, options.run, { force, onCache: options.onCache, signal });
  const { directory } = data.run;
  const charts = reportCharts(data);
  const { wrong, unsure } = shownSamples(data);
  const shown = [...new Map([...wrong, ...unsure].map((one) => [one.id, one])).values()];
  let done = 0;
  const step = () => {
    if (signal?.aborted === true)
      throw new InterruptedError('the report was interrupted', 'Run the command again; report.html was not written.');
    done += 1;
    onProgress?.(done, charts.length + shown.length);
  };

  const folder = join(directory, 'figures');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const drawn: DrawnChart[] = [];
  const figures: string[] = [];
  for (const { name, alt, draw } of charts) {
    const pictures = { light: await renderSvg(draw('light')), dark: await renderSvg(draw('dark')) };
    for (const [theme, svg] of Object.entries(pictures)) {
      const stem = join(folder, `${name}-${theme}`);
      await writeFileAtomic(`${stem}.svg`, svg);
      await writeFileAtomic(`${stem}.png`, await renderPng(svg));
      figures.push(`${stem}.svg`, `${stem}.png`);
    }
    drawn.push({ name, alt, ...pictures });
    step();
  }
  for (const [name, title, samples] of [
    ['wrong-samples', 'Wrong, the most confident first', wrong],
    ['least-confident-samples', 'Least confident', unsure],
  ] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const sheet = await gallerySheet(data, samples, { title, theme });
      if (sheet === undefined) continue;
      const path = join(folder, `${name}-${theme}.png`);
      await writeFileAtomic(path, sheet);
      figures.push(path);
    }
  }
  const painter = maps && shown.length > 0 ? await openPainter(data) : undefined;
  const pictures = new Map<string, SamplePictures>();
  for (const { id, file } of shown) {
    pictures.set(id, { crop: await thumbnail(project, file), map: await painter?.paint(file) });
    step();
  }
  const page = await reportPage(data, {
    charts: drawn,
    pictures,
    mapsOf: painter?.title,
    date: new Date().toISOString(),
  });
  const file = join(directory, 'report.html');
  await writeFileAtomic(file, page);
  return { file, bytes: Buffer.byteLength(page), figures };
}

/** Paints what speaks for the predicted class over a crop. */
async function openPainter(
  data: ReportData,
): Promise<{ title: string; paint: (crop: string) => Promise<string | undefined> } | undefined> {
  const { run, project } = data;
  const { config } = run.record;
  // A model without a layer of places has nothing to show.
  const explainer = await loadRunModel(run, { force: true })
    .then((model) => openExplainer(model))
    .catch(() => undefined);
  if (explainer === undefined) return undefined;
  return {
    title: `${METHOD_TITLES[explainer.method]} of the predicted class, from ${explainer.layer}`,
    paint: async (crop) => {
      const file = join(project.directory, crop);
      const loaded = await loadImage(file, config.input).catch(() => undefined);
      if (loaded === undefined) return undefined;
      const explained = explainImage(explainer, config, { name: crop, file }, loaded, 'predicted');
      const { data: pixels, width, height } = await decodeImage(file);
      const [painted] = paintSample(explained, { data: pixels, width, height }, { colors: 'viridis', scale: 'each' });
      if (painted === undefined) return undefined;
      const bytes = await sharp(painted.over.data, { raw: { width, height, channels: 3 } })
        .resize({ width: 200, height: 260, fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality: 72 })
        .toBuffer();
      return `data:image/jpeg;base64,${bytes.toString('base64')}`;
    },
  };
}
