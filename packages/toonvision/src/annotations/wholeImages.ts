// Images that are samples as they are: labeled by the folder they are in, or by their own names.
import { posix } from 'node:path';
import { type FileTree, stemOf } from './fileTree.ts';
import type { AnnotatedImages, FormatReader, LabelNames, SourceImage } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';

/** A label and what else the path of an image says. */
interface PathLabel {
  label: string;
  street: string | null;
  burst: string | null;
}

/**
 * The label of an image by its folders: the deepest that is a label. The other folders are its street. Where none is a label,
 * the deepest stands for it, so that the message names it.
 */
function labelOfFolders(labels: LabelNames, folders: string | null): (PathLabel & { known: boolean }) | undefined {
  const names = folders === null ? [] : folders.split('/');
  if (names.length === 0) return undefined;
  const found = names.findLastIndex((name) => labels.isLabel(name));
  const at = found < 0 ? names.length - 1 : found;
  const street = names.filter((_, index) => index !== at).join('/');
  return { label: names[at] ?? '', street: street === '' ? null : street, burst: null, known: found >= 0 };
}

const withoutNumber = (name: string) => name.replace(/[\s_.-]*(\d+|\(\d+\))$/, '');

/**
 * The label in the name of a cropped image: the whole name, the name without a number at its end (`cog_bb_flunky_12`), or what
 * stands before the first dot, as this tool names crops (`cog_bb_flunky.ttc_0012_a.2`); then the screenshot's name is known,
 * too, and samples of one screenshot stay together.
 */
function labelOfName(labels: LabelNames, name: string): { label: string; screenshot: string | null } | undefined {
  const [, label, screenshot] = /^([^.]+)\.(.+)\.(?:added-)?\d+$/.exec(name) ?? [];
  if (label !== undefined && screenshot !== undefined && labels.isLabel(label)) return { label, screenshot };
  for (const candidate of [name, withoutNumber(name), name.split('.')[0] ?? ''])
    if (candidate !== '' && labels.isLabel(candidate)) return { label: candidate, screenshot: null };
  return undefined;
}

const nameOf = (image: string) => posix.basename(stemOf(image));

function wholeImage(tree: FileTree, image: string, { label, street, burst }: PathLabel): SourceImage {
  const object = { number: 1, name: label, box: null, truncated: false, difficult: false };
  return {
    stem: image,
    image,
    annotationFile: tree.named(image),
    split: tree.placeOf(image).split,
    street,
    burst,
    read: async () => ({ size: null, unit: 'pixel', objects: [object], faults: [] }),
  };
}

const asSource = (images: SourceImage[], problems: SourceProblem[] = []): AnnotatedImages => ({
  images,
  problems,
  annotations: images.length,
});

/** A folder per class, with or without train, val and test above, and with or without streets above or below. */
export const foldersReader: FormatReader = {
  async detect({ images, placeOf }, labels) {
    if (labels !== undefined)
      return images.filter((image) => labelOfFolders(labels, placeOf(image).street)?.known === true).length;
    // Every folder may be a class: those that hold several images each are.
    const folders = new Set(images.map((image) => placeOf(image).street));
    return !folders.has(null) && folders.size >= 2 && folders.size * 2 <= images.length ? images.length : 0;
  },
  async open(tree, { labels }) {
    const images: SourceImage[] = [];
    const problems: SourceProblem[] = [];
    for (const image of tree.images) {
      const found = labelOfFolders(labels, tree.placeOf(image).street);
      if (found !== undefined) images.push(wholeImage(tree, image, found));
      else
        problems.push({
          kind: 'picture-without-annotation',
          severity: 'skipped',
          file: tree.named(image),
          classFolder: true,
        });
    }
    return asSource(images, problems);
  },
  labelOfFolder(folder, labels) {
    const found = labelOfFolders(labels, folder);
    return found?.known === true ? found.label : undefined;
  },
  remedy: { box: 'Replace the image', label: 'Rename the folder' },
};

/** Images that are cropped already and named by their label. */
export const cropsReader: FormatReader = {
  async detect({ images, placeOf }, labels) {
    if (labels === undefined) return 0;
    const named = images.filter((image) => labelOfName(labels, nameOf(image)) !== undefined);
    // A crop in the folder of its own class is labeled twice in the same way: the folder says enough.
    const agree = named.every((image) => {
      const folder = labelOfFolders(labels, placeOf(image).street);
      return folder?.known === true && folder.label === labelOfName(labels, nameOf(image))?.label;
    });
    return agree ? 0 : named.length;
  },
  async open(tree, { labels }) {
    const images = tree.images.map((image) => {
      const name = nameOf(image);
      const { street } = tree.placeOf(image);
      const { label, screenshot = null } = labelOfName(labels, name) ?? {};
      const burst = screenshot === null ? null : (labels.burstOf(screenshot) ?? screenshot);
      // A name that is not a label is kept as it is, so that the message about it names the nearest label.
      return wholeImage(tree, image, { label: label ?? (withoutNumber(name) || name), street, burst });
    });
    return asSource(images);
  },
  remedy: { box: 'Replace the image', label: 'Rename the image' },
};
