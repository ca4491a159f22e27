// Whole images as samples, labeled by their folder or their name.
import { posix } from 'node:path';
import { type FileTree, stemOf } from './fileTree.ts';
import type { AnnotatedImages, FormatReader, LabelNames, SourceImage } from './source.ts';
import type { SourceProblem } from './sourceProblem.ts';

/** Label, street and burst in the path of an image. */
interface PathLabel {
  label: string;
  street: string | null;
  burst: string | null;
}

/**
 * Finds the label in the folders of an image: the deepest folder that is a label. The other folders are its street. If
 * no folder is a label, the deepest one is returned, so that the error message can name it.
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
 * Finds the label in the name of a cropped image: the whole name, the name without a trailing number
 * (`cog_bb_flunky_12`), or the text before the first dot, as in the crops this tool writes
 * (`cog_bb_flunky.ttc_0012_a.2`). Those also name the screenshot, so that its samples stay together.
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
    read: async () => ({ size: null, unit: 'pixel', objects: [object], errors: [] }),
  };
}

const asSource = (images: SourceImage[], problems: SourceProblem[] = []): AnnotatedImages => ({
  images,
  problems,
  annotations: images.length,
});

/** Reader of one folder per class, optionally in folders of splits, and with streets above or below. */
export const foldersReader: FormatReader = {
  async detect({ images, placeOf }, labels) {
    if (labels !== undefined)
      return images.filter((image) => labelOfFolders(labels, placeOf(image).street)?.known === true).length;
    // Without known labels, folders count as classes if they hold several images each.
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
          kind: 'image-without-annotation',
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

/** Reader of cropped images named by their label. */
export const cropsReader: FormatReader = {
  async detect({ images, placeOf }, labels) {
    if (labels === undefined) return 0;
    const named = images.filter((image) => labelOfName(labels, nameOf(image)) !== undefined);
    // If every crop is in the folder of its class, this is a folder per class.
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
      // An invalid label is kept, so that the message can suggest the nearest one.
      return wholeImage(tree, image, { label: label ?? (withoutNumber(name) || name), street, burst });
    });
    return asSource(images);
  },
  remedy: { box: 'Replace the image', label: 'Rename the image' },
};
