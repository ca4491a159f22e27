// An explained image as plain data: predictions and one map per class.
import { argmax } from '@toonvision/nn';
import type { Box, RgbImage } from '../dataset/index.ts';
import { decodeImage, renderInput } from '../dataset/index.ts';
import type { RunConfig } from '../training/index.ts';
import { type InputArea, inputArea } from './inputArea.ts';
import type { Explainer, ExplanationMap, MapMethod, ScoreKind } from './maps/index.ts';

/** An image to explain: a sample's crop or any image file. Plain data that can be sent to a worker. */
export interface Subject {
  /** Sample id, or the path as given. */
  name: string;
  /** Absolute path of the image. */
  file: string;
  /** True class, for samples of the run's target. */
  truth?: string;
  street?: string;
  /** Origin of a sample: absolute path of the screenshot, 1-based object number, label, and cropped region. */
  source?: { screenshot: string; object: number; label: string; region: Box };
}

/** Classes to explain: all, the predicted one, the true one (none if it is unknown), or one by name. */
export type ClassChoice = 'all' | 'predicted' | 'true' | { name: string };

/** An image with its predictions and maps. */
export interface ExplainedSample {
  name: string;
  file: string;
  /** True class; undefined for images that are not samples of the run's target. */
  truth?: string;
  street?: string;
  predicted: string;
  /** Classes in the run's order. */
  classes: string[];
  /** Display names of classes. */
  classNames: Record<string, string>;
  /** One per class. */
  probabilities: number[];
  /** One per class. */
  logits: number[];
  method: MapMethod;
  of: ScoreKind;
  layer: string;
  /** Resolution of the maps. */
  height: number;
  width: number;
  /** Size of the image in pixels. */
  image: { width: number; height: number };
  /** Position of the image in the model's input; grids of maps are in pixels of that input. */
  area: InputArea;
  maps: ExplanationMap[];
}

/** Part of a run's configuration that explanations need. */
export type ExplainedRun = Pick<RunConfig, 'classes' | 'classNames' | 'input'>;

/** A decoded image, and its pixels resized to the model's input. */
export interface LoadedImage {
  image: RgbImage;
  pixels: Uint8Array;
}

/**
 * Reads an image of any size and format, and resizes it to the run's input.
 *
 * @throws UserError if the image is missing or broken
 */
export async function loadImage(file: string, input: RunConfig['input']): Promise<LoadedImage> {
  const image = await decodeImage(file);
  return { image, pixels: await renderInput(file, input) };
}

/** Resolves a class choice to class indices. */
function resolveClasses(
  choice: ClassChoice,
  {
    classes,
    truth,
    probabilities,
  }: { classes: readonly string[]; truth: string | undefined; probabilities: Float32Array },
): number[] {
  if (choice === 'all') return classes.map((_, index) => index);
  if (choice === 'predicted') return [argmax(probabilities)];
  const index = classes.indexOf(choice === 'true' ? (truth ?? '') : choice.name);
  return index < 0 ? [] : [index];
}

/** Explains a loaded image. */
export function explainImage(
  explainer: Explainer,
  run: ExplainedRun,
  subject: Pick<Subject, 'name' | 'file' | 'truth' | 'street'>,
  { image, pixels }: LoadedImage,
  choice: ClassChoice = 'all',
): ExplainedSample {
  const { classes, classNames, input } = run;
  const { name, file, truth, street } = subject;
  const { logits, probabilities, maps } = explainer.explain(pixels, (outputs) =>
    resolveClasses(choice, { classes, truth, probabilities: outputs }),
  );
  const { method, of, layer, height, width } = explainer;
  return {
    name,
    file,
    truth,
    street,
    predicted: classes[argmax(probabilities)] ?? '',
    classes: [...classes],
    classNames,
    probabilities: [...probabilities],
    logits: [...logits],
    ...{ method, of, layer, height, width },
    image: { width: image.width, height: image.height },
    area: inputArea(image, input),
    maps,
  };
}
