// The annotation formats, one entry each: detection, configuration, messages and documents derive from this list.
import { plural } from '../format/index.ts';
import type { FormatReader } from './source.ts';

interface FormatEntry {
  /** Value of `source.kind` in the configuration. */
  kind: string;
  title: string;
  /** Title as part of a sentence, after "such as". */
  noun: string;
  /**
   * What annotates an image: a separate `file`, an `entry` in a file shared by many images, or the `image` itself if
   * the whole image is one sample.
   */
  unit: 'file' | 'entry' | 'image';
  /** Loads the reader on demand. */
  load(): Promise<FormatReader>;
}

/** All formats in the order of the documentation; `init` prefers earlier ones. */
export const ANNOTATION_FORMATS = [
  {
    kind: 'voc',
    title: 'Pascal VOC',
    noun: 'Pascal VOC',
    unit: 'file',
    load: async () => (await import('./voc.ts')).vocReader,
  },
  {
    kind: 'yolo',
    title: 'YOLO',
    noun: 'YOLO',
    unit: 'file',
    load: async () => (await import('./yolo.ts')).yoloReader,
  },
  {
    kind: 'coco',
    title: 'COCO',
    noun: 'COCO',
    unit: 'entry',
    load: async () => (await import('./coco.ts')).cocoReader,
  },
  {
    kind: 'labelme',
    title: 'LabelMe',
    noun: 'LabelMe',
    unit: 'file',
    load: async () => (await import('./labelMe.ts')).labelMeReader,
  },
  {
    kind: 'folders',
    title: 'a folder per class',
    noun: 'a folder per class',
    unit: 'image',
    load: async () => (await import('./wholeImages.ts')).foldersReader,
  },
  {
    kind: 'manifest',
    title: 'manifest',
    noun: 'a CSV or JSONL table',
    unit: 'entry',
    load: async () => (await import('./manifest.ts')).manifestReader,
  },
  {
    kind: 'crops',
    title: 'cropped files named by their label',
    noun: 'cropped files named by their label',
    unit: 'image',
    load: async () => (await import('./wholeImages.ts')).cropsReader,
  },
] as const satisfies readonly FormatEntry[];

/** Value of `source.kind` in the configuration, except `auto`. */
export type SourceKind = (typeof ANNOTATION_FORMATS)[number]['kind'];
/** An annotation format. */
export type AnnotationFormat = FormatEntry & { kind: SourceKind };

/** Kinds of all formats, in order. */
export const SOURCE_KINDS = ANNOTATION_FORMATS.map(({ kind }) => kind) as [SourceKind, ...SourceKind[]];

/** Format that this tool writes, and the default for projects without annotations. */
export const WRITTEN_KIND = 'voc' satisfies SourceKind;

/** Returns the entry of a format. */
export function formatOf(kind: SourceKind): AnnotationFormat {
  const format = ANNOTATION_FORMATS.find((entry) => entry.kind === kind);
  if (format === undefined) throw new Error(`no annotation format ${kind}`);
  return format;
}

/** Lists formats for a sentence: `Pascal VOC, YOLO, ... or a CSV or JSONL table`. */
export function listFormats(formats: readonly FormatEntry[] = ANNOTATION_FORMATS, conjunction = 'and'): string {
  const nouns = formats.map(({ noun }) => noun);
  return `${nouns.slice(0, -1).join(', ')} ${conjunction} ${nouns.at(-1)}`;
}

/** Formats a source in one line: `Pascal VOC, 440 annotations`. */
export function describeSource({ kind, annotations }: { kind: SourceKind; annotations: number }): string {
  const { title, unit } = formatOf(kind);
  return `${title}, ${plural(annotations, unit === 'image' ? 'image' : 'annotation')}`;
}
