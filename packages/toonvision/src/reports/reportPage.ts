// The report of a run as one HTML page: nothing is fetched, so it works from a file and by mail.

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
import { plainWords } from './plainWords.ts';
import type { ReportData } from './readReportData.ts';
import { repeatsSection } from './repeatsSection.ts';
import { REPORT_STYLE } from './reportStyle.ts';
import { settingsSection } from './settingsSection.ts';
import { studySection } from './studySection.ts';
import { type Cell, type Markup, table } from './table.ts';

/** A drawn chart: SVG text in both themes, and the words for who does not see it. */
export interface DrawnChart {
  name: string;
  alt: string;
  light: string;
  dark: string;
}

/** Pictures of samples by id: the crop and, where one was made, the map over it, as data URIs. */
export interface SamplePictures {
  crop: string | undefined;
  map?: string;
}

export interface ReportParts {
  charts: readonly DrawnChart[];
  pictures: ReadonlyMap<string, SamplePictures>;
  /** What the maps are of: `Grad-CAM of the predicted class, conv2d_2`; missing where there are none. */
  mapsOf?: string;
  /** When the report was written: an ISO date. */
  date: string;
}

/** Samples in a gallery. */
const GALLERY = 24;

const svgUri = (svg: string): string => `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
const shownPercent = (share: number | null): string => (share === null ? '-' : percent(share));

/** The samples that the report shows: wrong ones, the most confident first, and those the model was least sure of. */
export function shownSamples({ evaluation, stored }: ReportData): {
  wrong: ScoredPrediction[];
  unsure: ScoredPrediction[];
} {
  return {
    wrong: (evaluation?.wrongSamples ?? []).slice(0, GALLERY),
    unsure: leastConfident(stored?.predictions ?? [], { by: 'maxProbability', count: GALLERY }),
  };
}

export async function reportPage(data: ReportData, parts: ReportParts): Promise<string> {
  const { run, evaluation, stored, dataset, changed, outdated } = data;
  const { record } = run;
  const { config, result } = record;
  const figure = (name: string): Markup => {
    const chart = parts.charts.find((one) => one.name === name);
    if (chart === undefined) return '';
    return html`<figure class="chart"><picture
      ><source media="screen and (prefers-color-scheme: dark)" srcset="${svgUri(chart.dark)}" /><img
        src="${svgUri(chart.light)}" alt="${chart.alt}" /></picture></figure>`;
  };
  const figures = (...names: string[]) => html`<div class="charts">${names.map(figure)}</div>`;
  const notices = [
    ...(record.status === 'finished'
      ? []
      : [`This run is ${record.status}: its numbers are those of a training that did not end.`]),
    ...changed.map((change) => `Changed since the run: ${change}.`),
    ...(evaluation?.changed ?? []).map((change) => `Evaluated although something had changed: ${change}.`),
    ...outdated.map((reason) => `The evaluation is not that of the run as it is now: ${reason}.`),
    ...(evaluation === undefined ? ['The run has not been evaluated yet; `toonvision evaluate` does that.'] : []),
    ...(evaluation?.split === 'val'
      ? ['Numbers are of the validation split, which early stopping has seen; the test split was not opened.']
      : []),
  ];
  const words = evaluation === undefined || stored === undefined ? [] : plainWords(evaluation, stored.predictions);
  const best = result?.best;
  const { wrong, unsure } = shownSamples(data);
  const sections: { id: string; title: string; body: Markup }[] = [
    {
      id: 'data',
      title: 'The data',
      body: html`<p>${dataset.total} samples of ${config.classes.length} classes: ${record.data.train} to train on,
          ${record.data.val} for validation, ${record.data.test} sealed for the test.</p>
        ${figures('split', 'streets')}
        ${dataset.audit === undefined ? '' : html`<h3>Audit of the split</h3><pre tabindex="0">${formatSplitAudit(dataset.audit, { strata: false, targets: data.project.targets })}</pre>`}
        ${openings(data)}`,
    },
    {
      id: 'training',
      title: 'The training',
      body: html`<p>${result === undefined ? 'No epoch has ended.' : `${result.epochs} epochs in ${Math.round(result.seconds)} s, ${Math.round(result.imagesPerSecond)} images a second; ${result.stopReason.message}. ${keptWords(best)}`}</p>
        ${figures('curves', 'architecture')}`,
    },
    ...(evaluation === undefined
      ? []
      : [
          {
            id: 'results',
            title: 'How good it is',
            body: html`${figures('confusion', 'wrong-only', 'report')}
              <h3>Classification report</h3>
              <pre tabindex="0">${formatClassificationReport(evaluation.report)}</pre>
              ${classTable(data)} ${figures('roc', 'precision-recall', 'reliability')}`,
          },
          { id: 'where', title: 'Where it goes wrong', body: whereSection(data) },
          {
            id: 'samples',
            title: 'Samples',
            body: html`${parts.mapsOf === undefined ? '' : html`<p class="muted">Beside each crop: ${parts.mapsOf}. Bright is what speaks for that class.</p>`}
              <h3>Wrong, the most confident first</h3>
              ${wrong.length === 0 ? html`<p>No sample is wrong.</p>` : gallery(data, wrong, parts.pictures)}
              ${evaluation.wrong > wrong.length ? html`<p class="muted">${evaluation.wrong - wrong.length} more are in predictions.jsonl.</p>` : ''}
              <h3>Least confident</h3>
              ${gallery(data, unsure, parts.pictures)} ${figures('least-confident')}`,
          },
        ]),
    ...(data.audit === undefined
      ? []
      : [
          {
            id: 'maps',
            title: 'What it looks at',
            body: explanationSection(data.audit, config.classNames, figures('maps-energy', 'maps-curves')),
          },
        ]),
    ...(data.repeats === undefined
      ? []
      : [
          {
            id: 'repeats',
            title: 'Luck of the seed',
            body: html`${repeatsSection(data.repeats, run.name)} ${figures('repeats')}`,
          },
        ]),
    ...(data.study === undefined
      ? []
      : [
          {
            id: 'search',
            title: 'The search',
            body: html`${studySection(data.study, run)} ${figures(...parts.charts.flatMap(({ name }) => (name.startsWith('study-') ? [name] : [])))}`,
          },
        ]),
    { id: 'settings', title: 'Settings, and how to do it again', body: settingsSection(data) },
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
<p class="muted">${config.model}, ${count(record.model.parameters)} parameters, ${compactNumber(record.model.multiplyAdds)} multiply-adds an image; tells apart ${config.classes.map((label) => config.classNames[label] ?? label).join(', ')}</p>
${notices.map((text) => html`<p class="notice">${text}</p>`)}
${words.length === 0 ? '' : html`<div class="summary">${words.map((sentence) => html`<p>${sentence}</p>`)}</div>`}
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`)}
</main>
<footer>Written ${parts.date.slice(0, 16).replace('T', ' ')} UTC by ToonVision ${record.versions.toonvision}.</footer>
</body>
</html>
`;
  return String(page);
}

function keptWords(best: RunEpoch | undefined): string {
  if (best === undefined) return '';
  if (best.valLoss === undefined)
    return `The weights are those of the last epoch, ${best.epoch}: it learned from train and validation together.`;
  return `The weights kept are those of epoch ${best.epoch}: validation loss ${best.valLoss?.toFixed(4)}, accuracy ${shownPercent(best.valAccuracy ?? null)}.`;
}

function openings({ openings, evaluation }: ReportData): Markup {
  if (evaluation?.split === 'val') return '';
  const runs = new Set(openings.map(({ run }) => run)).size;
  return html`<p>The sealed test split of this project was opened ${plural(openings.length, 'time')} for ${plural(runs, 'run')} so far. The more often one looks, the less its numbers are worth.</p>`;
}

function classTable({ evaluation }: ReportData): Markup {
  if (evaluation === undefined) return '';
  const rows = evaluation.perClass.map((row, at): Cell[] => [
    evaluation.classNames[row.name] ?? row.name,
    row.support,
    `${percent(row.precision)} [${percent(row.precisionInterval.low)}, ${percent(row.precisionInterval.high)}]`,
    `${percent(row.recall)} [${percent(row.recallInterval.low)}, ${percent(row.recallInterval.high)}]`,
    row.f1.toFixed(3),
    evaluation.areas.classes[at]?.auc?.toFixed(3) ?? '-',
  ]);
  const metrics = formatMetrics(evaluation.metrics).map(({ title, text }): Cell[] => [title, text]);
  return html`<h3>Metrics</h3>${table(['metric', evaluation.split], metrics)}
    <h3>Each class with 95% intervals</h3>${table(['class', 'samples', 'precision', 'recall', 'F1', 'ROC area'], rows)}
    <p class="muted">Macro F1 ${evaluation.report.macroAverage.f1.toFixed(3)}, bootstrap interval ${evaluation.bootstrap.macroF1.low.toFixed(3)} to ${evaluation.bootstrap.macroF1.high.toFixed(3)} (${evaluation.bootstrap.resamples} draws of ${evaluation.bootstrap.by}s).</p>`;
}

function whereSection({ evaluation }: ReportData): Markup {
  if (evaluation === undefined) return '';
  const name = (label: string) => evaluation.classNames[label] ?? label;
  const pairs = evaluation.confusedPairs.slice(0, 10);
  return html`${
    pairs.length === 0
      ? html`<p>Nowhere.</p>`
      : html`<h3>Most confused</h3>${table(
          ['true', 'taken for', 'times', 'of the class'],
          pairs.map((pair) => [name(pair.true), name(pair.predicted), pair.count, percent(pair.share)]),
        )}`
  }
    ${evaluation.breakdowns.map(
      ({ attribute, rows }) =>
        html`<h3>By ${attribute}</h3>${table(
          [attribute, 'samples', 'wrong', 'accuracy', '95% interval', 'most often'],
          rows
            .filter(({ support }) => support > 0)
            .map((row): Cell[] => [
              row.value,
              row.support,
              row.wrong,
              shownPercent(row.accuracy),
              `${percent(row.interval.low)} to ${percent(row.interval.high)}`,
              row.mistake === null ? '' : `${name(row.mistake.true)} as ${name(row.mistake.predicted)}`,
            ]),
        )}`,
    )}`;
}

function gallery(
  { run }: ReportData,
  samples: readonly ScoredPrediction[],
  pictures: ReadonlyMap<string, SamplePictures>,
): Markup {
  const { classNames } = run.record.config;
  const name = (label: string) => classNames[label] ?? label;
  return html`<ul class="gallery">${samples.map((one) => {
    const { crop, map } = pictures.get(one.id) ?? { crop: undefined };
    const isWrong = one.true !== one.predicted;
    return html`<li><div class="pictures">${crop === undefined ? html`<span>no picture at ${one.file}</span>` : html`<img src="${crop}" alt="${`${name(one.true)}, sample ${one.id}`}" />`}${map === undefined ? '' : html`<img src="${map}" alt="${`where the model looks in ${one.id}`}" />`}</div>
      ${isWrong ? html`<span class="wrong">${name(one.true)} taken for ${name(one.predicted)}</span>` : html`<span>${name(one.true)}</span>`}, ${percent(one.confidence)} sure<br />
      <span class="muted">${one.id}${one.provenance === undefined ? '' : html`<br />${one.provenance.label}${one.provenance.flags.length === 0 ? '' : `, ${one.provenance.flags.join(', ')}`}`}</span></li>`;
  })}</ul>`;
}
