// The charts of a run's report, as specifications with the words that say what is on them.

import {
  architectureDiagram,
  type ChartSpec,
  type ChartTheme,
  confusionHeatmap,
  explainAuditCurves,
  explainAuditEnergy,
  leastConfidentBars,
  precisionRecallChart,
  reliabilityDiagram,
  repeatsBoxes,
  reportHeatmap,
  rocChart,
  splitCounts,
  streetCounts,
  trainingCurves,
  wrongHeatmap,
} from '../charts/index.ts';
import { leastConfident } from '../evaluation/index.ts';
import { percent } from '../format/index.ts';
import { studyCharts } from '../tuning/index.ts';
import type { ReportData } from './readReportData.ts';

export interface ReportChart {
  /** File name without extension. */
  name: string;
  /** What a reader who does not see it is told. */
  alt: string;
  draw: (theme: ChartTheme) => ChartSpec;
}

const MOST_CLASSES = 40;
const BARS = 20;

/** Those that the data of the run allow, in the order of the report. */
export function reportCharts(data: ReportData): ReportChart[] {
  const { run, history, evaluation, stored, repeats, layers, dataset, study } = data;
  const { classes, classNames } = run.record.config;
  const names = classes.map((label) => classNames[label] ?? label);
  const { result } = run.record;
  const charts: ReportChart[] = [];
  const add = (name: string, alt: string, draw: ReportChart['draw']) => charts.push({ name, alt, draw });
  const isFew = classes.length <= MOST_CLASSES;

  if (isFew)
    add('split', 'Samples of each class in train, validation and test.', (theme) =>
      splitCounts(dataset.splits, { title: 'Samples per class and side of the split', theme }),
    );
  if (isFew && dataset.streets.length > 1)
    add('streets', 'Samples of each class in each street.', (theme) =>
      streetCounts(dataset.cells, { title: 'Samples per class and street', theme }),
    );
  const best = result?.best;
  add(
    'curves',
    `Loss, accuracy, precision and recall over ${history.length} epochs${best?.valLoss === undefined || best.valLoss === null ? '' : `; the best is epoch ${best.epoch} with a validation loss of ${best.valLoss.toFixed(4)}`}.`,
    (theme) =>
      trainingCurves(history, {
        title: 'Training',
        subtitle: `${history.length} epochs; dashed: the epoch whose weights are kept`,
        bestEpoch: result?.bestEpoch,
        repeats: data.otherHistories,
        theme,
      }),
  );
  add('architecture', `The ${layers.length} layers of the model.`, (theme) =>
    architectureDiagram(layers, {
      title: run.record.config.model,
      subtitle: 'The blue bar of a layer is its share of the work',
      inputShape: data.inputShape,
      theme,
    }),
  );
  if (evaluation !== undefined && stored !== undefined) {
    const subtitle = `${evaluation.wrong} of ${evaluation.samples} wrong`;
    if (isFew) {
      add('confusion', `Confusion matrix: ${subtitle}.`, (theme) =>
        confusionHeatmap(evaluation.confusion, { classes: names, title: 'Confusion matrix', subtitle, theme }),
      );
      add('wrong-only', 'The confusion matrix without what is right.', (theme) =>
        wrongHeatmap(evaluation.confusion, { classes: names, title: 'Wrong only', subtitle, theme }),
      );
      add('report', 'Precision, recall and F1 of each class.', (theme) =>
        reportHeatmap(evaluation.report, { title: 'Classification report', classNames, theme }),
      );
      add('roc', 'ROC curves, one class against the rest.', (theme) =>
        rocChart(stored.curves, { title: 'ROC, one class against the rest', classNames, theme }),
      );
      add('precision-recall', 'Precision against recall, one class against the rest.', (theme) =>
        precisionRecallChart(stored.curves, { title: 'Precision and recall', classNames, theme }),
      );
    }
    const { ece } = evaluation.calibration;
    add('reliability', `How often the model is right by how sure it is; ${percent(ece)} off.`, (theme) =>
      reliabilityDiagram(evaluation.calibration, {
        title: 'Reliability',
        subtitle: `ECE ${percent(ece)}; red: what the model says`,
        theme,
      }),
    );
    const unsure = leastConfident(stored.predictions, { by: 'maxProbability', count: BARS }).map(
      ({ id, true: truth, predicted, probabilities }) => ({
        name: id,
        true: truth,
        predicted,
        probabilities,
      }),
    );
    add('least-confident', `The ${unsure.length} samples the model was least sure of.`, (theme) =>
      leastConfidentBars(unsure, { classes, classNames, title: 'Least confident', subtitle: 'percent a class', theme }),
    );
  }
  const { audit } = data;
  if (audit !== undefined) {
    const subtitle = `${audit.samples} samples of ${audit.split}`;
    if (audit.energy.length > 0)
      add('maps-energy', 'Share of the maps inside the object, beside the share of the crop it covers.', (theme) =>
        explainAuditEnergy(audit.energy, { title: 'Map inside the silhouette', subtitle, classNames, theme }),
      );
    const { perturbation } = audit;
    if (perturbation !== null)
      add('maps-curves', 'Probability of the class while pixels are taken away or put back.', (theme) =>
        explainAuditCurves(perturbation, { title: 'Taking away and putting back', subtitle, theme }),
      );
  }
  if (repeats !== undefined && repeats.metrics.test.accuracy !== undefined) {
    const { values } = repeats.metrics.test.accuracy;
    add('repeats', `Test accuracy of ${values.length} runs of this configuration.`, (theme) =>
      repeatsBoxes([{ name: repeats.name, values }], {
        title: 'The same configuration with other seeds',
        metric: 'test accuracy',
        reference: evaluation === undefined ? undefined : { value: evaluation.accuracy, label: 'this run' },
        theme,
      }),
    );
  }
  if (study !== undefined)
    for (const { name, alt, draw } of studyCharts(study.record, study.trials)) add(`study-${name}`, alt, draw);
  return charts;
}
