// The places of one sample that speak for a class without being the object: found by covering them.
//
// Definition: a patch of the occlusion grid counts for class c where it lies in the background (at most a tenth of it is
// silhouette) or, in data without silhouettes, where the sample is of another class. Its strength is by how much the logit
// of c falls when the patch is covered with the image's mean color: the evidence for c that the model takes from there.
import { argmax, openProbe, type Probe, type Sequential } from '@toonvision/nn';
import { readSilhouette } from '../audit/silhouettes.ts';
import type { ExplainedRun, LoadedImage, Subject } from '../explainedSample.ts';
import { inputArea } from '../inputArea.ts';
import { cover, defaultPatches, meanColor, patchWindows, uncover, type Window } from '../maps/index.ts';

/** The strongest such place of a sample for one class. */
interface Confuser {
  /** In the class order of the run. */
  classIndex: number;
  /** By how much the class's logit is raised by it. */
  rise: number;
  /** In pixels of the crop. */
  window: Window;
}

export interface SampleConfusers {
  name: string;
  file: string;
  truth: string;
  predicted: string;
  street: string | null;
  /** Whether silhouettes told object and background apart. */
  hasSilhouette: boolean;
  /** At most one a class: the strongest that raises its logit. */
  confusers: Confuser[];
}

/** More of a patch than this in the silhouette, and it is not background. */
const MOST_INSIDE = 0.1;

const probes = new WeakMap<Sequential, Promise<Probe>>();

/** Sums of a mask from the top left, one row and column of zeros first: any window in four looks. */
function summed(mask: (y: number, x: number) => number, height: number, width: number): Float64Array {
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

/** Looks for the confusers of one sample. */
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
  const insideOf = (y: number, x: number): number => {
    const [py, px] = [
      Math.floor(((y + 0.5 - area.top) * image.height) / area.height),
      Math.floor(((x + 0.5 - area.left) * image.width) / area.width),
    ];
    // What letterboxing adds is no background of anything.
    if (py < 0 || px < 0 || py >= image.height || px >= image.width) return 1;
    return fits ? (silhouette.mask[py * image.width + px] ?? 0) : 0;
  };
  const sums = summed(insideOf, height, width);
  const at = (y: number, x: number) => sums[y * (width + 1) + x] ?? 0;
  const inside = ({ top, left, bottom, right }: Window) =>
    (at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left)) / ((bottom - top) * (right - left));

  const { logits: whole, outputs } = probe.run(pixels);
  const predicted = run.classes[argmax(outputs)] ?? '';
  const best = new Map<number, Confuser>();
  const color = meanColor(pixels, channels);
  const covered = pixels.slice();
  const patches = defaultPatches(run.input);
  for (const window of patchWindows(patches, run.input)) {
    const isCut = window.bottom - window.top < patches.height || window.right - window.left < patches.width;
    if (isCut || inside(window) > MOST_INSIDE) continue;
    cover(covered, width, color, window);
    const { logits } = probe.run(covered);
    uncover(covered, width, channels, pixels, window);
    for (const [classIndex, label] of run.classes.entries()) {
      if (!fits && label === subject.truth) continue;
      const rise = (whole[classIndex] ?? 0) - (logits[classIndex] ?? 0);
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
