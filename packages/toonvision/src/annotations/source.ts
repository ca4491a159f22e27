// What every annotation format gives: images, and for each of them the objects on it.
import type { FileTree } from './fileTree.ts';
import type { SourceProblem } from './sourceProblem.ts';
import type { SplitName } from './splitNames.ts';

/** One annotated object; `box` as written (decimals, not clamped), or null for the whole image. */
export interface SourceObject {
  /** 1-based number among the objects of its image, invalid ones counted too. */
  number: number;
  name: string;
  box: { xmin: number; ymin: number; xmax: number; ymax: number } | null;
  truncated: boolean;
  difficult: boolean;
}

/** The annotation of one image. */
export interface ImageAnnotation {
  /** Size of the image according to the annotation, if it has one. */
  size: { width: number; height: number } | null;
  /** Boxes in pixels, or in fractions of the image's width and height (YOLO). */
  unit: 'pixel' | 'share';
  objects: readonly SourceObject[];
  /** Objects that cannot be read: which one and why. */
  faults: readonly { object: number; message: string }[];
}

/** One annotated image. Paths are below the screenshots folder, with `/`. */
export interface SourceImage {
  /** Prefix of its samples' ids; it depends on this image's own path alone, so others never renumber it. */
  stem: string;
  image: string;
  /** The file that annotates it, relative to the project: problems of its objects name this file. */
  annotationFile: string;
  /** The split it has in the source: a folder train, val or test above it, a column, a list. */
  split: SplitName | null;
  /** The folder it is in, without those that mean something else; null for none. */
  street: string | null;
  /** The burst the source itself names, or null to read it from the file name. */
  burst: string | null;
  /** Its objects were added by hand and are numbered as in `dataset/added.jsonl`. */
  added?: true;
  /** Reads the annotation. Throws UserError when it is broken. */
  read(): Promise<ImageAnnotation>;
}

/** Annotated images of one format. */
export interface AnnotatedImages {
  /** Sorted by path in code units. */
  images: SourceImage[];
  /** What is wrong before any object is read: images without annotation and the like. */
  problems: SourceProblem[];
  /** Number of annotation files, or of entries where one file holds them all. */
  annotations: number;
}

/** What names of files and folders are checked against. */
export interface LabelNames {
  isLabel(name: string): boolean;
  /** The burst that the name of a screenshot belongs to. */
  burstOf(screenshot: string): string | undefined;
}

/** What a format needs to open a project's annotations. */
export interface OpenOptions {
  /** Absolute path of the file that describes the data (`source.file`); null to find it in the tree. */
  file: string | null;
  /** How messages call the configuration file. */
  configFile: string;
  labels: LabelNames;
}

/** How one annotation format is detected and read. */
export interface FormatReader {
  /**
   * Number of files in a tree that could be of this format; images, for formats without annotation files.
   *
   * @param labels undefined while it is not yet known which names are labels
   */
  detect(tree: FileTree, labels: LabelNames | undefined): Promise<number>;
  /**
   * Opens the annotations of a tree.
   *
   * @throws UserError when a file that describes the data is missing or broken
   */
  open(tree: FileTree, options: OpenOptions): Promise<AnnotatedImages>;
  /** The label that a folder gives every image in it, where folders do. */
  labelOfFolder?(folder: string, labels: LabelNames): string | undefined;
  /** How to fix a box, and how to fix a label: imperative sentences without their ends. */
  remedy: { box: string; label: string };
  /** For formats whose file next to an image says everything about it, whatever project it is in. */
  sidecar?: Sidecar;
}

/** An annotation file next to an image. */
export interface Sidecar {
  /** `.xml` */
  extension: string;
  /** Whether there is a file at `path` that could be of this format. */
  matches(path: string): Promise<boolean>;
  /**
   * @param where how messages call the file; default the path
   * @throws UserError when the file is not an annotation of this format
   */
  read(path: string, where?: string): Promise<ImageAnnotation>;
}
