// The page of layers, losses, optimizers, schedules, callbacks and metrics, with their defaults.
import { type LayerSpec, layers, sequential } from '@toonvision/nn';
import { type AnyDefinition, layerDefinitions } from '@toonvision/nn/internal';
import { METRICS } from '@toonvision/nn/metrics';
import type { DeclarationReflection, SignatureReflection } from 'typedoc';
import { commentOf, partsText, table, wholeComment } from './commentText.ts';
import { fieldsOf } from './entryText.ts';
import { madeCallbacks, madeLosses, madeOptimizers, madeSchedules } from './made.ts';
import { parseDefault } from './parseDefault.ts';
import type { Code } from './readCode.ts';
import type { TypeText } from './typeText.ts';

const code = (text: string): string => `\`${text}\``;

/** A value as one would write it: `'same'`, `[1, 1]`, `0.001`. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** The options of a maker, a row each; `made` is what it makes where only what is required is given. */
function optionTable(
  types: TypeText,
  options: DeclarationReflection | undefined,
  made: Readonly<Record<string, unknown>>,
): string[] {
  if (options === undefined) return [];
  const rows = fieldsOf(options).map((field) => {
    const { words, value } = parseDefault(partsText(commentOf(field)?.summary ?? []));
    const its = made[field.name];
    const isPlain = its !== undefined && (typeof its !== 'object' || Array.isArray(its));
    const known = isPlain ? code(valueText(its)) : value;
    const isName = field.name === 'name' && words === '';
    return [
      code(field.name),
      code(types.of(field.type)),
      field.flags.isOptional ? known || (isName ? "the layer's kind" : 'none') : 'required',
      isName ? 'Name of the layer, unique in the model.' : words,
    ];
  });
  return table(['Option', 'Type', 'Default', 'What it is'], rows);
}

/** The section of a maker: what its comment says, then its options. */
function section(
  types: TypeText,
  name: string,
  entry: DeclarationReflection | undefined,
  more: readonly string[],
): string {
  const maker = entry === undefined ? undefined : makerOf(entry);
  // What a table holds has the comment itself.
  const comment = maker?.comment ?? entry?.comment;
  const [summary = '', ...rest] = wholeComment(comment);
  const parameters = (maker?.parameters ?? []).filter(({ comment }) => comment !== undefined);
  const rows = parameters.map((one) => [
    code(one.name),
    code(types.of(one.type)),
    partsText(one.comment?.summary ?? []),
  ]);
  return [`### ${name}`, summary, ...more, ...table(['Parameter', 'Type', 'What it is'], rows), ...rest].join('\n\n');
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** What a layer makes of an input: shape, weights, cost, and what Keras calls it. */
function layerFacts({ kind, className }: AnyDefinition, spec: LayerSpec): string {
  // A dense layer stands after a flat one.
  const chain = spec.kind === 'dense' ? [layers.flatten(), spec] : [spec];
  const layer = sequential(chain, { inputShape: [32, 32, 3] }).chain.layers.at(-1);
  if (layer === undefined) throw new Error(`${kind}: a model of it has no layer`);
  const { inputShape, outputShape, weights, parameters, multiplyAdds } = layer;
  const shapes = weights.map((weight) => `${code(weight.name)} ${shapeText(weight.shape)}`).join(', ');
  const required = Object.entries(spec).filter(([option]) =>
    ['filters', 'units', 'kernelSize', 'poolSize'].includes(option),
  );
  const given = required.map(([option, value]) => `${option} ${valueText(value)}`).join(', ');
  return [
    `In Keras ${code(className)}.`,
    `An input of ${shapeText(inputShape)} becomes ${shapeText(outputShape)}${given === '' ? '' : ` (${given})`};`,
    weights.length === 0 ? 'no parameters,' : `${parameters} parameters: ${shapes};`,
    `${multiplyAdds.toLocaleString('en')} multiply-adds.`,
  ].join(' ');
}

/** The functions of an exported table such as `layers`, by name. */
function tableOf(code: Code, name: string): Map<string, DeclarationReflection> {
  const entry = code.nn.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`@toonvision/nn exports no ${name}`);
  return new Map(fieldsOf(entry).map((field) => [field.name, field]));
}

function makerOf({ signatures, type }: DeclarationReflection): SignatureReflection | undefined {
  return signatures?.[0] ?? (type?.type === 'reflection' ? type.declaration.signatures?.[0] : undefined);
}

const optionsName = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Options`;

/** `docs/reference/layers.md`. */
export function layersPage(from: Code): string {
  const { types } = from;
  const find = (entries: readonly DeclarationReflection[], name: string) =>
    entries.find((entry) => entry.name === name);
  const layerMakers = tableOf(from, 'layers');
  const lossMakers = tableOf(from, 'losses');
  const layerSections = Object.values(layerDefinitions).map((definition) => {
    const { kind, example } = definition;
    const spec = (layers[kind as LayerSpec['kind']] as (options: object) => LayerSpec)(example);
    return section(types, kind, layerMakers.get(kind), [
      layerFacts(definition, spec),
      ...optionTable(types, find(from.layers, optionsName(kind)), { ...spec, name: undefined }),
    ]);
  });
  const lossOptions: Readonly<Record<string, string>> = {
    sparseCategoricalCrossentropy: 'CategoricalCrossentropyOptions',
  };
  const lossSections = Object.entries(madeLosses).map(([name, made]) =>
    section(
      types,
      name,
      lossMakers.get(name),
      optionTable(types, find(from.nn, lossOptions[name] ?? optionsName(name)), { ...made }),
    ),
  );
  const exported = (made: readonly { name: string; options: object }[]) =>
    made.map(({ name, options }) => {
      const entry = find(from.nn, name);
      return section(types, name, entry, optionTable(types, find(from.nn, optionsName(name)), { ...options }));
    });
  const metrics = find(from.nn, 'metricNames');
  const initializers = find(from.layers, 'Initializer');
  const activations = find(from.layers, 'ActivationName');
  const parts = [
    '# Layers, losses and training',
    'What models of [`@toonvision/nn`](api-nn.md) are built and trained with. Names are those of Keras in camelCase. Shapes are per sample; ' +
      'defaults, shapes and parameter counts are computed by the code.',
    '## Layers',
    ...layerSections,
    '## Activations',
    ...wholeComment(activations === undefined ? undefined : commentOf(activations)),
    activations === undefined ? '' : `\`\`\`ts\n${types.of(activations.type)}\n\`\`\``,
    '## Initializers',
    ...wholeComment(initializers === undefined ? undefined : commentOf(initializers)),
    initializers === undefined ? '' : `\`\`\`ts\n${types.of(initializers.type).replaceAll(' | {', '\n| {')}\n\`\`\``,
    '## Losses',
    ...lossSections,
    '## Optimizers',
    ...exported(madeOptimizers),
    '## Schedules',
    'Learning rates that change over time: pass one in place of a number.',
    ...exported(madeSchedules),
    '## Callbacks',
    ...exported(madeCallbacks),
    '## Metrics',
    ...wholeComment(metrics === undefined ? undefined : commentOf(metrics)),
    ...table(
      ['Name', 'Title', 'Better', 'Definition'],
      Object.entries(METRICS).map(([name, { title, direction, summary }]) => [
        code(name),
        title,
        direction === 'max' ? 'higher' : 'lower',
        summary,
      ]),
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
