// Answers and requests about images to label and labels given by hand.
import type { Box } from '../../dataset/index.ts';

/** An image of the project: `url` and `thumbnail` are paths to GET. */
export interface ImageRow {
  path: string;
  url: string;
  thumbnail: string;
}

/** GET /api/unlabeled: images without an annotation, at most 500. */
export interface UnlabeledView {
  /** Kind of the project's annotations. Pascal VOC is written next to the image, other kinds as sample records. */
  kind: string;
  /** Whether samples are whole images. */
  whole: boolean;
  total: number;
  images: ImageRow[];
}

/** GET /api/screenshots?text=&street=&offset=&limit=: all images of the project. */
export interface ScreenshotPage {
  total: number;
  offset: number;
  streets: string[];
  whole: boolean;
  screenshots: (ImageRow & { boxes: { label: string; box: Box }[] })[];
}

/** GET /api/suggestions?run=: images ranked as by `toonvision suggest`, or the progress of the ranking. */
export type SuggestionsView =
  | { state: 'reading'; done: number; total: number }
  | {
      state: 'ready';
      run: string;
      target: string;
      classes: string[];
      unlabeled: number;
      /** Number of images that were ranked. */
      examined: number;
      /** The most helpful first, at most 500. */
      suggestions: (ImageRow & {
        /** Boxes that may hold an object, the most likely first; empty when samples are whole images. */
        boxes: Box[];
        predicted: string;
        probabilities: number[];
        /** Null for a screenshot. */
        margin: number | null;
        reason: string;
      })[];
    };

/**
 * POST /api/labels: annotates an image, as Pascal VOC next to it (never overwriting a file) or as sample records in
 * `dataset/added.jsonl`. Boxes are in pixels of the image; null stands for the whole image. POST /api/labels/withdraw
 * removes the Pascal VOC file that the same request has written.
 */
export interface LabelRequest {
  image: string;
  objects: { box: Box | null; label: string }[];
}
export interface LabelAnswer {
  kind: 'voc' | 'added' | 'folder';
  image: string;
  /** Null when the image's folder is the label. */
  annotation: string | null;
  objects: number;
  /** Numbers of the sample records, which DELETE /api/additions/:number undoes. */
  additions: number[];
}

/**
 * POST /api/images, a form with the fields `image` (a file) and `request` (this, as JSON): stores a new image in a
 * folder of the screenshots and annotates it.
 */
export interface ImageRequest {
  folder: string;
  name: string;
  objects: LabelRequest['objects'];
}

/** GET /api/additions: samples added by hand; DELETE /api/additions/:number undoes one. */
export interface AdditionView {
  number: number;
  image: string;
  box: Box | null;
  label: string;
  who: string;
  when: string;
  undone: boolean;
}
