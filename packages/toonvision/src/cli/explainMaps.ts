// Class activation maps of `toonvision explain`: a figure per image, and a contact sheet.
import { type ExplainRequest, toExplainerOptions } from './explainFlags.ts';
import { explanationLines } from './explainText.ts';

/** Number of least confident samples that are explained if no image is given. */
export const DEFAULT_COUNT = 8;

/** Writes maps of the given images, or of samples of the split. */
export async function explainMaps(
  { context, project, run, flags, out, names }: ExplainRequest,
  isNamed: boolean,
): Promise<void> {
  const { parseClassChoice, explainSamples } = await import('../explain/index.ts');
  const { terminal, signal } = context;
  const classes = parseClassChoice(flags.class, run);
  const progress = terminal.progress({ label: 'Explaining', unit: 'images', transient: flags.json });
  const explained = await explainSamples({
    ...toExplainerOptions(flags),
    ...{ project, run, names, classes, out, signal },
    wrong: flags.wrong,
    leastConfident: isNamed ? flags.leastConfident : DEFAULT_COUNT,
    split: flags.split,
    colors: flags.colors,
    scale: flags.scale,
    onProgress: progress.update,
  });
  progress.end();
  if (flags.json) {
    const samples = explained.samples.map((sample) => ({
      ...sample,
      maps: sample.maps.map((map) => ({ ...map, values: [...map.values] })),
    }));
    terminal.printJson({ ...explained, samples });
    return;
  }
  for (const line of explanationLines(explained, { out, split: flags.split })) terminal.print(line);
}
