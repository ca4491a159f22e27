// Writes the report of a run: report.html, and charts as SVG and PNG files.
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
import { drawGallerySheet } from './gallerySheet.ts';
import { type ReportData, readReportData } from './readReportData.ts';
import { reportCharts } from './reportCharts.ts';
import { type RenderedChart, renderReport, type SampleImages, selectSamples } from './reportPage.ts';
import { readThumbnail } from './thumbnails.ts';

/** Options of `writeReport`. */
export interface WriteReportOptions {
  project: Project;
  /** Name of the run. */
  run: string;
  /** Show class activation maps next to samples. Default true; skipped for models without a spatial layer. */
  maps?: boolean;
  /** Write the report even if the data or the weights have changed since the run; the page says so. Default false. */
  force?: boolean;
  /** Called while the pixel cache is built, with the number of samples done and the total. */
  onCache?: (done: number, total: number) => void;
  /** Called while charts and samples are drawn, with the number done and the total. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Result of `writeReport`. */
export interface WrittenReport {
  /** Absolute path of report.html. */
  file: string;
  /** Size of report.html. */
  bytes: number;
  /** Absolute paths of charts and contact sheets. */
  figures: string[];
}

/**
 * Writes a self-contained page with summary, dataset, learning curves, confusion matrix, metrics, samples, seed
 * variance and settings. Charts are also written to figures/ next to it, light and dark, as SVG and PNG.
 *
 * @throws UserError if the run does not exist, one of its files is missing or damaged, or, without `force`, if its data
 *   or
 *   weights have changed; InterruptedError when `signal` aborts
 *
 * @example
 * const { file } = await writeReport({ project, run: 'suit-baseline-1' });
 */
export async function writeReport(options: WriteReportOptions): Promise<WrittenReport> {
  const { project, signal, onProgress, maps = true, force = false } = options;
  const data = await readReportData(project, options.run, { force, onCache: options.onCache, signal });
  const { directory } = data.run;
  const charts = reportCharts(data);
  const { wrong, uncertain } = selectSamples(data);
  const shown = [...new Map([...wrong, ...uncertain].map((sample) => [sample.id, sample])).values()];
  let done = 0;
  const step = () => {
    if (signal?.aborted === true)
      throw new InterruptedError('interrupted before report.html was written', 'Run the command again.');
    done += 1;
    onProgress?.(done, charts.length + shown.length);
  };

  const folder = join(directory, 'figures');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw explainFileError(error, folder);
  });
  const rendered: RenderedChart[] = [];
  const figures: string[] = [];
  for (const { name, alt, draw } of charts) {
    const themes = { light: await renderSvg(draw('light')), dark: await renderSvg(draw('dark')) };
    for (const [theme, svg] of Object.entries(themes)) {
      const stem = join(folder, `${name}-${theme}`);
      await writeFileAtomic(`${stem}.svg`, svg);
      await writeFileAtomic(`${stem}.png`, await renderPng(svg));
      figures.push(`${stem}.svg`, `${stem}.png`);
    }
    rendered.push({ name, alt, ...themes });
    step();
  }
  for (const [name, title, samples] of [
    ['wrong-samples', 'Errors, the most confident first', wrong],
    ['least-confident-samples', 'Least confident', uncertain],
  ] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const sheet = await drawGallerySheet(data, samples, { title, theme });
      if (sheet === undefined) continue;
      const path = join(folder, `${name}-${theme}.png`);
      await writeFileAtomic(path, sheet);
      figures.push(path);
    }
  }
  const painter = maps && shown.length > 0 ? await openPainter(data) : undefined;
  const images = new Map<string, SampleImages>();
  for (const { id, file } of shown) {
    images.set(id, { crop: await readThumbnail(project, file), map: await painter?.paint(file) });
    step();
  }
  const page = await renderReport(data, {
    charts: rendered,
    images,
    mapTitle: painter?.title,
    date: new Date().toISOString(),
  });
  const file = join(directory, 'report.html');
  await writeFileAtomic(file, page);
  return { file, bytes: Buffer.byteLength(page), figures };
}

/** Prepares drawing the map of the predicted class over crops; undefined for models without a spatial layer. */
async function openPainter(
  data: ReportData,
): Promise<{ title: string; paint: (crop: string) => Promise<string | undefined> } | undefined> {
  const { run, project } = data;
  const { config } = run.record;
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
