// The kinds of annotated data that can be read.
export const SOURCE_KINDS = ['voc', 'yolo', 'coco', 'folders', 'manifest', 'crops'] as const;

/**
 * Where samples come from: `voc` Pascal VOC files beside the pictures, `yolo` text files, `coco` JSON, `folders` a
 * folder per class, `manifest` a CSV or JSONL table, `crops` pictures that are cut out already and named by their label.
 */
export type SourceKind = (typeof SOURCE_KINDS)[number];
