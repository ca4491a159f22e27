// MODEL_CARD.md: purpose, data, results, weak spots and limitations of a model.
import { count, percent } from '../format/index.ts';
import type { RepeatsRecord } from '../repeats/index.ts';
import { summarizeEvaluation } from '../reports/index.ts';
import type { Run, StoredEvaluation } from '../training/index.ts';

export interface ModelCardData {
  run: Run;
  /** Stored evaluations; writing a card never opens the test split. */
  evaluations: readonly StoredEvaluation[];
  repeats: RepeatsRecord | undefined;
  /** Number of samples by street and class. */
  streets: readonly { street: string; counts: readonly number[] }[];
  /** Exported files. */
  files: readonly string[];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** Generates the text of the model card. */
export function modelCard({ run, evaluations, repeats, streets, files }: ModelCardData): string {
  const { record } = run;
  const { config, data, model, versions, result, imported } = record;
  const { classes, classNames, input } = config;
  const parts: string[] = [];
  const add = (title: string, ...blocks: (string | undefined)[]) =>
    parts.push(`## ${title}`, ...blocks.filter((block) => block !== undefined));
  parts.push(
    `# ${run.name}`,
    `Classifies images of ${input.height}x${input.width} pixels as ${classes.map((name) => classNames[name] ?? name).join(', ')} (${config.target}). ${count(model.parameters)} parameters, ${count(model.multiplyAdds)} multiply-adds per image.`,
    `Files: ${files.map((file) => `\`${file}\``).join(', ')}. Output \`i\` is class \`i\` of ${classes.map((name) => `\`${name}\``).join(', ')}. Crops are resized by ${input.fit === 'stretch' ? 'stretching' : 'letterboxing'} (${input.interpolation}).`,
  );
  add(
    'Data',
    imported === undefined
      ? `${data.train} training, ${data.val} validation and ${data.test} test samples.`
      : `Trained elsewhere and imported from ${imported.file} (${imported.format}, SHA-256 ${imported.sha256}). Its training samples are unknown; results on samples it was trained on are too optimistic.`,
    streets.length === 0
      ? undefined
      : table(
          ['street', ...classes.map((name) => classNames[name] ?? name)],
          streets.map(({ street, counts }) => [street, ...counts.map(String)]),
        ),
  );
  const blocks = evaluations.flatMap(({ evaluation, predictions }) => {
    const rows = evaluation.perClass.map((scores) => [
      classNames[scores.name] ?? scores.name,
      String(scores.support),
      `${percent(scores.precision)} [${percent(scores.precisionInterval.low)}, ${percent(scores.precisionInterval.high)}]`,
      `${percent(scores.recall)} [${percent(scores.recallInterval.low)}, ${percent(scores.recallInterval.high)}]`,
    ]);
    const title = evaluation.split === 'test' ? 'Test split' : 'Validation split (used for model selection)';
    return [
      `### ${title}`,
      summarizeEvaluation(evaluation, predictions).join(' '),
      table(['class', 'samples', 'precision (95% CI)', 'recall (95% CI)'], rows),
    ];
  });
  add(
    'Results',
    ...(blocks.length > 0 ? blocks : ['Not evaluated yet.']),
    evaluations.some(({ evaluation }) => evaluation.split === 'test') ? undefined : 'Not evaluated on the test split.',
    repeats === undefined
      ? undefined
      : `The same settings were trained with ${repeats.runs.length} seeds; see \`toonvision repeats ${repeats.name}\` for the seed variance.`,
  );
  const [first] = evaluations;
  const weak = (first?.evaluation.breakdowns ?? []).flatMap(({ attribute, rows }) =>
    rows
      // Rows without a value cover nearly all samples.
      .filter(({ value, wrong, support }) => value !== '(none)' && support >= 5 && wrong > 0)
      .sort((a, b) => (a.accuracy ?? 1) - (b.accuracy ?? 1))
      .slice(0, 5)
      .map(({ value, support, wrong, interval }) => [
        attribute,
        value,
        `${wrong} of ${support}`,
        `${percent(interval.low)} to ${percent(interval.high)}`,
      ]),
  );
  add(
    'Weak spots',
    weak.length === 0
      ? 'None found, because there were no errors or too few samples.'
      : table(['attribute', 'value', 'errors', 'accuracy (95% CI)'], weak),
  );
  add(
    'Limitations',
    [
      `- The model always predicts one of its ${classes.length} classes, also for images of anything else.`,
      `- Results apply to images like those in the project; other sources, resolutions and crops were not evaluated.`,
      `- Calibration: ${first === undefined ? 'not measured' : `expected calibration error ${percent(first.evaluation.calibration.ece)}`}.`,
    ].join('\n'),
  );
  const command = record.command ?? `toonvision train --model ${config.model} --seed ${config.seed}`;
  add(
    'Reproduction',
    imported === undefined
      ? `\`${command}\`, ${versions.toonvision === versions.nn ? `toonvision ${versions.toonvision}` : `toonvision ${versions.toonvision}, @toonvision/nn ${versions.nn}`}; seed ${config.seed}, best epoch ${result?.bestEpoch} of ${result?.epochs}. The same data gives bit-identical weights on any machine.`
      : 'Imported models cannot be reproduced.',
    table(
      ['data', 'fingerprint'],
      [
        ...Object.entries(data.fingerprints).map(([name, value]) => [name, `\`${value}\``]),
        ['weights (SHA-256)', `\`${result?.weightsSha256 ?? ''}\``],
      ],
    ),
  );
  return `${parts.join('\n\n')}\n`;
}
