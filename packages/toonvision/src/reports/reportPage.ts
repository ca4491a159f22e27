// The report of a run as a self-contained HTML page, which can be opened from disk and sent by mail.
import { html, raw } from 'hono/html';
import { formatSplitAudit } from '../dataset/index.ts';
import {
  formatClassificationReport,
  formatMetrics,
  leastConfident,
  type ScoredPrediction,
} from '../evaluation/index.ts';
import { compactNumber, count, percent, plural } from '../format/index.ts';
import type { RunEpoch } from '../training/index.ts';
import { explanationSection } from './explanationSection.ts';
import type { ReportData } from './readReportData.ts';
import { repeatsSection } from './repeatsSection.ts';
import { REPORT_STYLE } from './reportStyle.ts';
import { settingsSection } from './settingsSection.ts';
import { studySection } from './studySection.ts';
import { summarizeEvaluation } from './summarizeEvaluation.ts';
import { type Cell, type Markup, table } from './table.ts';

/** A rendered chart: SVG text in both themes, and a text alternative. */
export interface RenderedChart {
  name: string;
  alt: string;
  light: string;
  dark: string;
}

/** Images of a sample as data URIs. */
export interface SampleImages {
  /** Undefined if the file is missing or broken. */
  crop: string | undefined;
  /** Crop with its class activation map, if there is sample. */
  map?: string;
}

/** Images and charts of a report, created beforehand. */
export interface ReportAssets {
  charts: readonly RenderedChart[];
  /** By sample id. */
  images: ReadonlyMap<string, SampleImages>;
  /** Description of the maps, such as `Grad-CAM of the predicted class, conv2d_2`; undefined without maps. */
  mapTitle?: string;
  /** Creation time as an ISO date. */
  date: string;
}

/** Maximum number of samples in a gallery. */
const MAX_GALLERY = 24;

const svgUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
const formatShare = (share: number | null): string => (share === null ? '-' : percent(share));

/** Selects the samples to show: errors, the most confident first, and the least confident predictions. */
export function selectSamples({ evaluation, stored }: ReportData): {
  wrong: ScoredPrediction[];
  uncertain: ScoredPrediction[];
} {
  return {
    wrong: (evaluation?.wrongSamples ?? []).slice(0, MAX_GALLERY),
    uncertain: leastConfident(stored?.predictions ?? [], { by: 'maxProbability', count: MAX_GALLERY }),
  };
}

/** Renders the page as HTML text. */
export async function renderReport(data: ReportData, assets: ReportAssets): Promise<string> {
  const { run, evaluation, stored, dataset, changed, outdated } = data;
  const { record } = run;
  const { config, result } = record;
  const figure = (name: string): Markup => {
    const chart = assets.charts.find((entry) => entry.name === name);
    if (chart === undefined) return '';
    return html`<figure class="chart"><picture
      ><source media="screen and (prefers-color-scheme: dark)" srcset="${svgUri(chart.dark)}" /><img
        src="${svgUri(chart.light)}" alt="${chart.alt}" /></picture></figure>`;
  };
  const figures = (...names: string[]) => html`<div class="charts">${names.map(figure)}</div>`;
  const notices = [
    ...(record.status === 'finished' ? [] : [`This run is ${record.status}: its training did not finish.`]),
    ...changed.map((change) => `Changed since the run: ${change}.`),
    ...(evaluation?.changed ?? []).map((change) => `Changed before the evaluation: ${change}.`),
    ...outdated.map((reason) => `The evaluation is outdated: ${reason}.`),
    ...(evaluation === undefined ? ['The run has not been evaluated yet; run `toonvision evaluate`.'] : []),
    ...(evaluation?.split === 'val'
      ? ['Results are for the validation split, which early stopping has used; the test split has not been opened.']
      : []),
  ];
  const summary =
    evaluation === undefined || stored === undefined ? [] : summarizeEvaluation(evaluation, stored.predictions);
  const best = result?.best;
  const { wrong, uncertain } = selectSamples(data);
  const sections: { id: string; title: string; body: Markup }[] = [
    {
      id: 'data',
      title: 'Dataset',
      body: html`<p>${dataset.total} samples of ${config.classes.length} classes: ${record.data.train} for training,
          ${record.data.val} for validation, ${record.data.test} sealed for testing.</p>
        ${figures('split', 'streets')}
        ${dataset.audit === undefined ? '' : html`<h3>Split audit</h3><pre tabindex="0">${formatSplitAudit(dataset.audit, { strata: false, targets: data.project.targets })}</pre>`}
        ${testOpeningsNote(data)}`,
    },
    {
      id: 'training',
      title: 'Training',
      body: html`<p>${result === undefined ? 'No epoch has finished.' : `${result.epochs} epochs in ${Math.round(result.seconds)} s, ${count(Math.round(result.imagesPerSecond))} images/s; ${result.stopReason.message}. ${describeBestEpoch(best)}`}</p>
        ${figures('curves', 'architecture')}`,
    },
    ...(evaluation === undefined
      ? []
      : [
          {
            id: 'results',
            title: 'Results',
            body: html`${figures('confusion', 'wrong-only', 'report')}
              <h3>Classification report</h3>
              <pre tabindex="0">${formatClassificationReport(evaluation.report)}</pre>
              ${classTable(data)} ${figures('roc', 'precision-recall', 'reliability')}`,
          },
          { id: 'errors', title: 'Errors', body: errorSection(data) },
          {
            id: 'samples',
            title: 'Samples',
            body: html`${assets.mapTitle === undefined ? '' : html`<p class="muted">Next to each crop: ${assets.mapTitle}. Bright regions support that class.</p>`}
              <h3>Errors, the most confident first</h3>
              ${wrong.length === 0 ? html`<p>No errors.</p>` : gallery(data, wrong, assets.images)}
              ${evaluation.wrong > wrong.length ? html`<p class="muted">${evaluation.wrong - wrong.length} more errors are in predictions.jsonl.</p>` : ''}
              <h3>Least confident</h3>
              ${gallery(data, uncertain, assets.images)} ${figures('least-confident')}`,
          },
        ]),
    ...(data.audit === undefined
      ? []
      : [
          {
            id: 'maps',
            title: 'Class activation maps',
            body: explanationSection(data.audit, config.classNames, figures('maps-energy', 'maps-curves')),
          },
        ]),
    ...(data.repeats === undefined
      ? []
      : [
          {
            id: 'repeats',
            title: 'Seed variance',
            body: html`${repeatsSection(data.repeats, run.name)} ${figures('repeats')}`,
          },
        ]),
    ...(data.study === undefined
      ? []
      : [
          {
            id: 'search',
            title: 'Hyperparameter search',
            body: html`${studySection(data.study, run)} ${figures(...assets.charts.flatMap(({ name }) => (name.startsWith('study-') ? [name] : [])))}`,
          },
        ]),
    { id: 'settings', title: 'Settings and reproduction', body: settingsSection(data) },
  ];
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'" />
<title>${run.name} - ToonVision report</title>
<style>${raw(REPORT_STYLE)}</style>
</head>
<body>
<header>
<h1>${run.name}</h1>
<p class="muted">${config.model}, ${count(record.model.parameters)} parameters, ${compactNumber(record.model.multiplyAdds)} multiply-adds per image; classes: ${config.classes.map((label) => config.classNames[label] ?? label).join(', ')}</p>
${notices.map((text) => html`<p class="notice">${text}</p>`)}
${summary.length === 0 ? '' : html`<div class="summary">${summary.map((sentence) => html`<p>${sentence}</p>`)}</div>`}
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`)}
</main>
<footer>Generated ${assets.date.slice(0, 16).replace('T', ' ')} UTC by ToonVision ${record.versions.toonvision}.</footer>
</body>
</html>
`;
  return String(page);
}

function describeBestEpoch(best: RunEpoch | undefined): string {
  if (best === undefined) return '';
  if (best.valLoss === undefined)
    return `The weights are from the last epoch, ${best.epoch}: the run was trained on training and validation split together.`;
  return `The weights are from the best epoch, ${best.epoch}: validation loss ${best.valLoss?.toFixed(4)}, accuracy ${formatShare(best.valAccuracy ?? null)}.`;
}

function testOpeningsNote({ openings, evaluation }: ReportData): Markup {
  if (evaluation?.split === 'val') return '';
  const runs = new Set(openings.map(({ run }) => run)).size;
  return html`<p>The sealed test split of this project has been opened ${plural(openings.length, 'time')} for ${plural(runs, 'run')} so far. Every look makes its results less trustworthy.</p>`;
}

function classTable({ evaluation }: ReportData): Markup {
  if (evaluation === undefined) return '';
  const rows = evaluation.perClass.map((row, index): Cell[] => [
    evaluation.classNames[row.name] ?? row.name,
    row.support,
    `${percent(row.precision)} [${percent(row.precisionInterval.low)}, ${percent(row.precisionInterval.high)}]`,
    `${percent(row.recall)} [${percent(row.recallInterval.low)}, ${percent(row.recallInterval.high)}]`,
    row.f1.toFixed(3),
    evaluation.areas.classes[index]?.auc?.toFixed(3) ?? '-',
  ]);
  const metrics = formatMetrics(evaluation.metrics).map(({ title, text }): Cell[] => [title, text]);
  return html`<h3>Metrics</h3>${table(['metric', evaluation.split], metrics)}
    <h3>Metrics per class, with 95% confidence intervals</h3>${table(['class', 'samples', 'precision', 'recall', 'F1', 'ROC AUC'], rows)}
    <p class="muted">Macro F1 ${evaluation.report.macroAverage.f1.toFixed(3)}, 95% bootstrap CI ${evaluation.bootstrap.macroF1.low.toFixed(3)}-${evaluation.bootstrap.macroF1.high.toFixed(3)} (${count(evaluation.bootstrap.resamples)} resamples of ${evaluation.bootstrap.by}s).</p>`;
}

function errorSection({ evaluation }: ReportData): Markup {
  if (evaluation === undefined) return '';
  const name = (label: string) => evaluation.classNames[label] ?? label;
  const pairs = evaluation.confusedPairs.slice(0, 10);
  return html`${
    pairs.length === 0
      ? html`<p>No errors.</p>`
      : html`<h3>Most confused classes</h3>${table(
          ['true', 'predicted', 'errors', 'share of the class'],
          pairs.map((pair) => [name(pair.true), name(pair.predicted), pair.count, percent(pair.share)]),
        )}`
  }
    ${evaluation.breakdowns.map(
      ({ attribute, rows }) =>
        html`<h3>By ${attribute}</h3>${table(
          [attribute, 'samples', 'wrong', 'accuracy', '95% CI', 'most frequent error'],
          rows
            .filter(({ support }) => support > 0)
            .map((row): Cell[] => [
              row.value,
              row.support,
              row.wrong,
              formatShare(row.accuracy),
              `${(row.interval.low * 100).toFixed(1)}-${percent(row.interval.high)}`,
              row.mistake === null ? '' : `${name(row.mistake.true)} predicted as ${name(row.mistake.predicted)}`,
            ]),
        )}`,
    )}`;
}

function gallery(
  { run }: ReportData,
  samples: readonly ScoredPrediction[],
  images: ReadonlyMap<string, SampleImages>,
): Markup {
  const { classNames } = run.record.config;
  const name = (label: string) => classNames[label] ?? label;
  return html`<ul class="gallery">${samples.map((sample) => {
    const { crop, map } = images.get(sample.id) ?? { crop: undefined };
    const isWrong = sample.true !== sample.predicted;
    return html`<li><div class="images">${crop === undefined ? html`<span>image not found: ${sample.file}</span>` : html`<img src="${crop}" alt="${`${name(sample.true)}, sample ${sample.id}`}" />`}${map === undefined ? '' : html`<img src="${map}" alt="${`class activation map of ${sample.id}`}" />`}</div>
      ${isWrong ? html`<span class="wrong">${name(sample.true)} predicted as ${name(sample.predicted)}</span>` : html`<span>${name(sample.true)}</span>`}, ${percent(sample.confidence)} confidence<br />
      <span class="muted">${sample.id}${sample.provenance === undefined ? '' : html`<br />${sample.provenance.label}${sample.provenance.flags.length === 0 ? '' : `, ${sample.provenance.flags.join(', ')}`}`}</span></li>`;
  })}</ul>`;
}
