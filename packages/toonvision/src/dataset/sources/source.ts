// What every kind of annotated data gives: pictures, and for each of them the objects that are on it.

import type { SourceKind } from '../../config/index.ts';
import { plural } from '../../format/index.ts';
import type { Part } from '../parts.ts';
import type { Problem } from '../problem.ts';

/** What the kinds are called in messages. */
export const sourceNames: Readonly<Record<SourceKind, string>> = {
  voc: 'Pascal VOC',
  yolo: 'YOLO',
  coco: 'COCO',
  folders: 'a folder per class',
  manifest: 'manifest',
  crops: 'cropped files named by their label',
};

/** One annotated object; `box` as written (decimals, not clamped), or null for the whole picture. */
export interface SourceObject {
  /** 1-based number among the objects of its picture, faulty ones counted too. */
  number: number;
  name: string;
  box: { xmin: number; ymin: number; xmax: number; ymax: number } | null;
  truncated: boolean;
  difficult: boolean;
}

/** What is said of one picture. */
export interface PictureAnnotation {
  /** The picture's size as the annotation has it, if it does. */
  size: { width: number; height: number } | null;
  /** Boxes in pixels, or in shares of the picture's width and height (YOLO). */
  unit: 'pixel' | 'share';
  objects: readonly SourceObject[];
  /** Objects that cannot be read: which one and why. */
  faults: readonly { object: number; message: string }[];
}

/** One picture of a source. Paths are below the screenshots folder, with `/`. */
export interface SourcePicture {
  /** What the ids of its samples begin with; it depends on this picture's own path alone, so others never renumber it. */
  stem: string;
  picture: string;
  /** The file that says what is on it, relative to the project: faults of its objects are told by this name. */
  annotationFile: string;
  /** The side it was on in the source: a folder train, val or test above it, a column, a list. */
  split: Part | null;
  /** The folder it lies in, without those that mean something else; null for none. */
  street: string | null;
  /** The burst the source itself names, or null to read it from the file name. */
  burst: string | null;
  /** Its objects were added by hand and are numbered as in `dataset/added.jsonl`. */
  added?: true;
  /** Reads what is on it. Throws UserError when its annotation is broken. */
  read(): Promise<PictureAnnotation>;
}

/** Annotated pictures of one kind. */
export interface Source {
  kind: SourceKind;
  /** Sorted by path in code units. */
  pictures: SourcePicture[];
  /** What is wrong before any object is looked at: pictures without annotation and the like. */
  problems: Problem[];
  /** Annotation files, or entries where one file holds them all. */
  annotations: number;
  /** What to do about a box that is wrong: an imperative sentence without its end. */
  mend: string;
}

/** One line for people: `found: Pascal VOC, 440 annotations`. */
export function describeSource({ kind, annotations }: Pick<Source, 'kind' | 'annotations'>): string {
  const what = kind === 'folders' || kind === 'crops' ? 'picture' : 'annotation';
  return `${sourceNames[kind]}, ${plural(annotations, what)}`;
}
