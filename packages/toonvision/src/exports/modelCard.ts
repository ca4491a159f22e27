// MODEL_CARD.md: what a model is for, what it was made of, how good it is and where it is weak, in plain words.
import { count, percent } from '../format/index.ts';
import type { RepeatsRecord } from '../repeats/index.ts';
import { summarizeEvaluation } from '../reports/index.ts';
import type { Run, StoredEvaluation } from '../training/index.ts';

export interface ModelCardData {
  run: Run;
  /** Those that were stored; nothing is evaluated for a card, so the sealed test split stays sealed. */
  evaluations: readonly StoredEvaluation[];
  repeats: RepeatsRecord | undefined;
  /** Samples of the target by street and class. */
  streets: readonly { street: string; counts: readonly number[] }[];
  /** Names of the files of the export. */
  files: readonly string[];
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The text of the card. */
export function modelCard({ run, evaluations, repeats, streets, files }: ModelCardData): string {
  const { record } = run;
  const { config, data, model, versions, result, imported } = record;
  const { classes, classNames, input } = config;
  const parts: string[] = [];
  const add = (title: string, ...blocks: (string | undefined)[]) =>
    parts.push(`## ${title}`, ...blocks.filter((block) => block !== undefined));
  parts.push(
    `# ${run.name}`,
    `Tells apart ${classes.map((name) => classNames[name] ?? name).join(', ')} (${config.target}) on pictures of ${input.height}x${input.width} pixels; ${count(model.parameters)} parameters, ${count(model.multiplyAdds)} multiply-adds a picture.`,
    `Files: ${files.map((file) => `\`${file}\``).join(', ')}. Output \`i\` is class \`i\` of ${classes.map((name) => `\`${name}\``).join(', ')}. Crops are brought to the size by ${input.fit === 'stretch' ? 'stretching' : 'letterboxing'} (${input.interpolation}).`,
  );
  add(
    'Data',
    imported === undefined
      ? `${data.train} samples for training, ${data.val} for validation, ${data.test} for the test.`
      : `It was trained elsewhere and imported from ${imported.file} (${imported.format}, SHA-256 ${imported.sha256}). What it was trained on is not known here: numbers on samples it has seen are too good.`,
    streets.length === 0
      ? undefined
      : table(
          ['street', ...classes.map((name) => classNames[name] ?? name)],
          streets.map(({ street, counts }) => [street, ...counts.map(String)]),
        ),
  );
  const blocks = evaluations.flatMap(({ evaluation, predictions }) => {
    const rows = evaluation.perClass.map((one) => [
      classNames[one.name] ?? one.name,
      String(one.support),
      `${percent(one.precision)} [${percent(one.precisionInterval.low)}, ${percent(one.precisionInterval.high)}]`,
      `${percent(one.recall)} [${percent(one.recallInterval.low)}, ${percent(one.recallInterval.high)}]`,
    ]);
    const title = evaluation.split === 'test' ? 'Test split' : 'Validation split (seen while training was chosen)';
    return [
      `### ${title}`,
      summarizeEvaluation(evaluation, predictions).join(' '),
      table(['class', 'samples', 'precision, 95% interval', 'recall, 95% interval'], rows),
    ];
  });
  add(
    'Results',
    ...(blocks.length > 0 ? blocks : ['It was never evaluated: nothing is known of how good it is.']),
    evaluations.some(({ evaluation }) => evaluation.split === 'test')
      ? undefined
      : 'The test split was not opened for it.',
    repeats === undefined
      ? undefined
      : `The same settings were trained with ${repeats.runs.length} seeds; see \`toonvision repeats ${repeats.name}\`. One run alone says less.`,
  );
  const [first] = evaluations;
  const weak = (first?.evaluation.breakdowns ?? []).flatMap(({ attribute, rows }) =>
    rows
      // What has no flag is nearly everything.
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
      ? 'None is known: either nothing was wrong, or too little was looked at.'
      : table(['', 'value', 'wrong', 'right, 95% interval'], weak),
  );
  add(
    'Limits',
    [
      `- It knows ${classes.length} classes and answers with one of them for any picture; a picture of something else gets a class, too.`,
      `- Numbers are of pictures like those in the project; other games, resolutions and croppings were not tried.`,
      `- Its probabilities are ${first === undefined ? 'not measured' : `off by ${percent(first.evaluation.calibration.ece)} in the mean (expected calibration error)`}.`,
    ].join('\n'),
  );
  const command = record.command ?? `toonvision train --model ${config.model} --seed ${config.seed}`;
  add(
    'How to make it again',
    imported === undefined
      ? `\`${command}\`, ${versions.toonvision === versions.nn ? `toonvision ${versions.toonvision}` : `toonvision ${versions.toonvision}, @toonvision/nn ${versions.nn}`}; seed ${config.seed}, best epoch ${result?.bestEpoch} of ${result?.epochs}. The same data gives the same weights to the last bit, on any machine.`
      : 'It cannot be made again from here.',
    table(
      ['fingerprint', ''],
      [
        ...Object.entries(data.fingerprints).map(([name, value]) => [name, `\`${value}\``]),
        ['weights (SHA-256)', `\`${result?.weightsSha256 ?? ''}\``],
      ],
    ),
  );
  return `${parts.join('\n\n')}\n`;
}
