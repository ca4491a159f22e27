// Charts of a run's report, with their text alternatives.
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

/** A chart of the report. */
export interface ReportChart {
  /** File name without extension. */
  name: string;
  /** Text alternative. */
  alt: string;
  draw: (theme: ChartTheme) => ChartSpec;
}

/** Charts with a row per class are skipped for more classes. */
const MAX_CLASSES = 40;
/** Number of samples in the chart of the least confident ones. */
const MAX_BARS = 20;

/** Lists the charts that the data of the run allow, in the order of the report. */
export function reportCharts(data: ReportData): ReportChart[] {
  const { run, history, evaluation, stored, repeats, layers, dataset, study } = data;
  const { classes, classNames } = run.record.config;
  const names = classes.map((label) => classNames[label] ?? label);
  const { result } = run.record;
  const charts: ReportChart[] = [];
  const add = (name: string, alt: string, draw: ReportChart['draw']) => charts.push({ name, alt, draw });
  const hasFewClasses = classes.length <= MAX_CLASSES;

  if (hasFewClasses)
    add('split', 'Samples per class in train, validation and test split.', (theme) =>
      splitCounts(dataset.splits, { title: 'Samples per class and split', theme }),
    );
  if (hasFewClasses && dataset.streets.length > 1)
    add('streets', 'Samples per class and street.', (theme) =>
      streetCounts(dataset.cells, { title: 'Samples per class and street', theme }),
    );
  const best = result?.best;
  add(
    'curves',
    `Loss, accuracy, precision and recall over ${history.length} epochs${best?.valLoss === undefined || best.valLoss === null ? '' : `; best epoch: ${best.epoch}, with a validation loss of ${best.valLoss.toFixed(4)}`}.`,
    (theme) =>
      trainingCurves(history, {
        title: 'Learning curves',
        subtitle: `${history.length} epochs; dashed: best epoch, whose weights were kept`,
        bestEpoch: result?.bestEpoch,
        repeats: data.otherHistories,
        theme,
      }),
  );
  add('architecture', `The ${layers.length} layers of the model.`, (theme) =>
    architectureDiagram(layers, {
      title: run.record.config.model,
      subtitle: 'Blue bar: multiply-adds of the layer',
      inputShape: data.inputShape,
      theme,
    }),
  );
  if (evaluation !== undefined && stored !== undefined) {
    const subtitle = `${evaluation.wrong} of ${evaluation.samples} wrong`;
    if (hasFewClasses) {
      add('confusion', `Confusion matrix: ${subtitle}.`, (theme) =>
        confusionHeatmap(evaluation.confusion, { classes: names, title: 'Confusion matrix', subtitle, theme }),
      );
      add('wrong-only', 'Confusion matrix without correct predictions.', (theme) =>
        wrongHeatmap(evaluation.confusion, { classes: names, title: 'Misclassified only', subtitle, theme }),
      );
      add('report', 'Precision, recall and F1 per class.', (theme) =>
        reportHeatmap(evaluation.report, { title: 'Classification report', classNames, theme }),
      );
      add('roc', 'ROC curves, one class against the rest.', (theme) =>
        rocChart(stored.curves, { title: 'ROC curves (one vs. rest)', classNames, theme }),
      );
      add('precision-recall', 'Precision-recall curves, one class against the rest.', (theme) =>
        precisionRecallChart(stored.curves, { title: 'Precision-recall curves (one vs. rest)', classNames, theme }),
      );
    }
    const { ece } = evaluation.calibration;
    add('reliability', `Accuracy per confidence bin; expected calibration error ${percent(ece)}.`, (theme) =>
      reliabilityDiagram(evaluation.calibration, {
        title: 'Reliability diagram',
        subtitle: `ECE ${percent(ece)}; red: mean confidence`,
        theme,
      }),
    );
    const uncertain = leastConfident(stored.predictions, { by: 'maxProbability', count: MAX_BARS }).map(
      ({ id, true: truth, predicted, probabilities }) => ({
        name: id,
        true: truth,
        predicted,
        probabilities,
      }),
    );
    add('least-confident', `The ${uncertain.length} least confident predictions.`, (theme) =>
      leastConfidentBars(uncertain, {
        classes,
        classNames,
        title: 'Least confident',
        subtitle: 'percent per class',
        theme,
      }),
    );
  }
  const { audit } = data;
  if (audit !== undefined) {
    const subtitle = `${audit.samples} samples of ${audit.split}`;
    if (audit.energy.length > 0)
      add(
        'maps-energy',
        'Share of the maps inside the object, compared with the share of the crop it covers.',
        (theme) =>
          explainAuditEnergy(audit.energy, { title: 'Map energy inside the silhouette', subtitle, classNames, theme }),
      );
    const { perturbation } = audit;
    if (perturbation !== null)
      add('maps-curves', 'Probability of the class while pixels are deleted or inserted.', (theme) =>
        explainAuditCurves(perturbation, { title: 'Deletion and insertion', subtitle, theme }),
      );
  }
  if (repeats !== undefined && repeats.metrics.test.accuracy !== undefined) {
    const { values } = repeats.metrics.test.accuracy;
    add('repeats', `Test accuracy of ${values.length} runs of this configuration.`, (theme) =>
      repeatsBoxes([{ name: repeats.name, values }], {
        title: 'Seed variance',
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
