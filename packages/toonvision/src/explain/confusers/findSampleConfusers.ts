// Finds the regions of a sample that raise the logit of a class without showing the object, by occlusion.
//
// Definition: a patch of the occlusion grid is a candidate for class c if it is background (at most a tenth of it is
// inside the silhouette) or, without silhouettes, if the sample belongs to another class. Its strength is the drop of
// the logit of c when the patch is covered with the image's mean color: the evidence for c that the model takes from
// the patch.
import { argmax, openProbe, type Probe, type Sequential } from '@toonvision/nn';
import { readSilhouette } from '../audit/silhouettes.ts';
import type { ExplainedRun, LoadedImage, Subject } from '../explainedSample.ts';
import { inputArea } from '../inputArea.ts';
import { cover, defaultPatches, meanColor, patchWindows, uncover, type Window } from '../maps/index.ts';

/** The strongest confuser of a sample for a class. */
interface Confuser {
  /** Index in the run's classes. */
  classIndex: number;
  /** How much the region raises the logit. */
  rise: number;
  /** Region in pixels of the crop. */
  window: Window;
}

/** Confusers of a sample. */
export interface SampleConfusers {
  name: string;
  file: string;
  truth: string;
  predicted: string;
  street: string | null;
  /** Whether object and background were distinguished by a silhouette. */
  hasSilhouette: boolean;
  /** The strongest per class; classes without one are missing. */
  confusers: Confuser[];
}

/** Maximum share of a background patch that is inside the silhouette. */
const MAX_INSIDE = 0.1;

const probes = new WeakMap<Sequential, Promise<Probe>>();

/** Computes the summed-area table of a mask, with a leading row and column of zeros. */
function computeSummedArea(mask: (y: number, x: number) => number, height: number, width: number): Float64Array {
  const sums = new Float64Array((height + 1) * (width + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += mask(y, x);
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

/** Finds the confusers of a sample. */
export async function findSampleConfusers(
  model: Sequential,
  run: ExplainedRun,
  subject: Subject,
  { image, pixels }: LoadedImage,
): Promise<SampleConfusers> {
  const opened = probes.get(model) ?? openProbe(model);
  probes.set(model, opened);
  const probe = await opened;
  const { height, width, channels } = run.input;
  const area = inputArea(image, run.input);
  const silhouette = await readSilhouette(subject);
  const fits = silhouette?.width === image.width && silhouette.height === image.height;
  const maskAt = (y: number, x: number): number => {
    const [py, px] = [
      Math.floor(((y + 0.5 - area.top) * image.height) / area.height),
      Math.floor(((x + 0.5 - area.left) * image.width) / area.width),
    ];
    // Letterbox bars are not background.
    if (py < 0 || px < 0 || py >= image.height || px >= image.width) return 1;
    return fits ? (silhouette.mask[py * image.width + px] ?? 0) : 0;
  };
  const sums = computeSummedArea(maskAt, height, width);
  const sumAt = (y: number, x: number) => sums[y * (width + 1) + x] ?? 0;
  const shareInside = ({ top, left, bottom, right }: Window) =>
    (sumAt(bottom, right) - sumAt(top, right) - sumAt(bottom, left) + sumAt(top, left)) /
    ((bottom - top) * (right - left));

  const { logits: original, outputs } = probe.run(pixels);
  const predicted = run.classes[argmax(outputs)] ?? '';
  const best = new Map<number, Confuser>();
  const color = meanColor(pixels, channels);
  const covered = pixels.slice();
  const patches = defaultPatches(run.input);
  for (const window of patchWindows(patches, run.input)) {
    const isCut = window.bottom - window.top < patches.height || window.right - window.left < patches.width;
    if (isCut || shareInside(window) > MAX_INSIDE) continue;
    cover(covered, width, color, window);
    const { logits } = probe.run(covered);
    uncover(covered, width, channels, pixels, window);
    for (const [classIndex, label] of run.classes.entries()) {
      if (!fits && label === subject.truth) continue;
      const rise = (original[classIndex] ?? 0) - (logits[classIndex] ?? 0);
      if (rise > (best.get(classIndex)?.rise ?? 0)) best.set(classIndex, { classIndex, rise, window });
    }
  }
  const toCrop = ({ top, left, bottom, right }: Window): Window => ({
    top: Math.max(0, Math.floor(((top - area.top) * image.height) / area.height)),
    left: Math.max(0, Math.floor(((left - area.left) * image.width) / area.width)),
    bottom: Math.min(image.height, Math.ceil(((bottom - area.top) * image.height) / area.height)),
    right: Math.min(image.width, Math.ceil(((right - area.left) * image.width) / area.width)),
  });
  return {
    name: subject.name,
    file: subject.file,
    truth: subject.truth ?? '',
    predicted,
    street: subject.street ?? null,
    hasSilhouette: fits,
    confusers: [...best.values()].map((confuser) => ({ ...confuser, window: toCrop(confuser.window) })),
  };
}
