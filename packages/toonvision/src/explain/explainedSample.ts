// One explained image as plain data: what the model says of it, and a map a class.
import { argmax } from '@toonvision/nn';
import type { Box, RgbImage } from '../dataset/index.ts';
import { decodeImage, renderInput } from '../dataset/index.ts';
import type { RunConfig } from '../training/index.ts';
import { type InputArea, inputArea } from './inputArea.ts';
import type { Explainer, ExplanationMap, MapMethod, ScoreKind } from './maps/index.ts';

/** A image to explain: a sample's crop or any image file. Plain data, so that it can go to a thread. */
export interface Subject {
  /** The sample's id, or the path as given. */
  name: string;
  /** Absolute path of the image. */
  file: string;
  /** The sample's class where it has one. */
  truth?: string;
  street?: string;
  /** Where the sample lies: its screenshot's absolute path, its number there from 1, its label and the cut-out pixels. */
  source?: { screenshot: string; object: number; label: string; region: Box };
}

/** Which classes get a map: all, the predicted one, the true one (nothing without a truth), or one by name. */
export type ClassChoice = 'all' | 'predicted' | 'true' | { name: string };

/** A sample or image with its maps. */
export interface ExplainedSample {
  name: string;
  file: string;
  /** Missing for images that are no samples of the run's target. */
  truth?: string;
  street?: string;
  predicted: string;
  /** Class names in the run's order, and what to print for them. */
  classes: string[];
  classNames: Record<string, string>;
  /** One a class. */
  probabilities: number[];
  logits: number[];
  method: MapMethod;
  of: ScoreKind;
  layer: string;
  /** Resolution of the maps. */
  height: number;
  width: number;
  /** Size of the image, and where it lies in the model's input; grids of maps are in pixels of that input. */
  image: { width: number; height: number };
  area: InputArea;
  maps: ExplanationMap[];
}

/** What a thread has to know of a run. */
export type ExplainedRun = Pick<RunConfig, 'classes' | 'classNames' | 'input'>;

/** A image as decoded, and as the model takes it. */
export interface LoadedImage {
  image: RgbImage;
  pixels: Uint8Array;
}

/**
 * Reads a image of any size and format and resizes it as the run's input settings say.
 *
 * @throws UserError naming the image that is missing or broken
 */
export async function loadImage(file: string, input: RunConfig['input']): Promise<LoadedImage> {
  const image = await decodeImage(file);
  return { image, pixels: await renderInput(file, input) };
}

/** The class numbers a choice stands for. */
function chosenClasses(
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

/** Explains one loaded image. */
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
    chosenClasses(choice, { classes, truth, probabilities: outputs }),
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
