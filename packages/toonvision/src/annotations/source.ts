// The interface of annotation formats: images and the objects on them.
import type { FileTree } from './fileTree.ts';
import type { SourceProblem } from './sourceProblem.ts';
import type { SplitName } from './splitNames.ts';

/** An annotated object; `box` as written, with decimals and not clamped, or null for the whole image. */
export interface SourceObject {
  /** 1-based number among the objects of its image; invalid objects count too. */
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
  unit: 'pixel' | 'fraction';
  objects: readonly SourceObject[];
  /** Numbers of invalid objects, and why they are invalid. */
  errors: readonly { object: number; message: string }[];
}

/** An annotated image. Paths are relative to the screenshots folder, with `/`. */
export interface SourceImage {
  /** Prefix of the ids of its samples. It depends only on the path of the image, so other images never change it. */
  stem: string;
  image: string;
  /** Annotation file relative to the project; problems of its objects name this file. */
  annotationFile: string;
  /** Split assigned by the source: a parent folder train, val or test, a column, or a list. */
  split: SplitName | null;
  /** Folder of the image, without folders of splits and roles; null if there is none. */
  street: string | null;
  /** Burst assigned by the source, or null to read it from the file name. */
  burst: string | null;
  /** Set if the objects were added in the studio; they are numbered as in `dataset/added.jsonl`. */
  added?: true;
  /** Reads the annotation. Throws UserError when it is invalid. */
  read(): Promise<ImageAnnotation>;
}

/** Annotated images of one format. */
export interface AnnotatedImages {
  /** Sorted by path in code units. */
  images: SourceImage[];
  /** Problems found before objects are read, such as images without annotation. */
  problems: SourceProblem[];
  /** Number of annotation files, or of entries where one file holds them all. */
  annotations: number;
}

/** Checks names of files and folders against the labels of a project. */
export interface LabelNames {
  isLabel(name: string): boolean;
  /** Returns the burst in the name of a screenshot. */
  burstOf(screenshot: string): string | undefined;
}

/** Options to open the annotations of a project. */
export interface OpenOptions {
  /** Absolute path of the file that describes the data (`source.file`), or null to find it in the tree. */
  file: string | null;
  /** Name of the configuration file in messages. */
  configFile: string;
  labels: LabelNames;
}

/** Detects and reads one annotation format. */
export interface FormatReader {
  /**
   * Counts the files of a tree that may be of this format, or the images for formats without annotation files.
   *
   * @param labels undefined as long as the labels are unknown
   */
  detect(tree: FileTree, labels: LabelNames | undefined): Promise<number>;
  /**
   * Opens the annotations of a tree.
   *
   * @throws UserError when a file that describes the data is missing or invalid
   */
  open(tree: FileTree, options: OpenOptions): Promise<AnnotatedImages>;
  /** Returns the label that a folder assigns to every image in it, for formats where folders do. */
  labelOfFolder?(folder: string, labels: LabelNames): string | undefined;
  /** How to fix a box or a label: imperative sentences without the period. */
  remedy: { box: string; label: string };
  /** For formats with a self-contained annotation file next to the image. */
  sidecar?: Sidecar;
}

/** An annotation file next to an image. */
export interface Sidecar {
  /** `.xml` */
  extension: string;
  /** Whether the file at `path` exists and may be of this format. */
  matches(path: string): Promise<boolean>;
  /**
   * @param where name of the file in messages. Default: the path
   * @throws UserError when the file is not an annotation of this format
   */
  read(path: string, where?: string): Promise<ImageAnnotation>;
}
