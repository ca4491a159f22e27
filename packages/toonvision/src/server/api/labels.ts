// Answers and requests about pictures to label, and labels given by hand.
import type { Box } from '../../dataset/index.ts';

/** A picture of the project: `url` and `thumbnail` are paths to GET. */
export interface PictureRow {
  path: string;
  url: string;
  thumbnail: string;
}

/** GET /api/unlabelled: pictures that nothing annotates; at most 500. */
export interface UnlabelledView {
  /** The kind of the project's annotations; Pascal VOC is written beside the picture, for others a sample record. */
  kind: string;
  /** Whether samples are whole pictures. */
  whole: boolean;
  total: number;
  pictures: PictureRow[];
}

/** GET /api/screenshots?text=&street=&offset=&limit=: all pictures of the project. */
export interface ScreenshotPage {
  total: number;
  offset: number;
  streets: string[];
  whole: boolean;
  screenshots: (PictureRow & { boxes: { label: string; box: Box }[] })[];
}

/** GET /api/suggestions?run=: what to label next, by `toonvision suggest`. Looking takes a while: until then it says how far it is. */
export type SuggestionsView =
  | { state: 'reading'; done: number; total: number }
  | {
      state: 'ready';
      run: string;
      target: string;
      classes: string[];
      unlabelled: number;
      looked: number;
      /** The most helpful first; at most 500. */
      suggestions: (PictureRow & {
        /** That may hold an object, the likeliest first; empty where the picture is one as a whole. */
        boxes: Box[];
        predicted: string;
        probabilities: number[];
        /** Null for a screenshot. */
        margin: number | null;
        reason: string;
      })[];
    };

/**
 * POST /api/labels: writes what is on a picture: Pascal VOC beside it, never over another file, or a sample record in
 * `dataset/added.jsonl`. Boxes are in pixels of the picture, null for all of it. POST /api/labels/withdraw takes a Pascal VOC
 * file back that was written of the same request.
 */
export interface LabelRequest {
  picture: string;
  objects: { box: Box | null; label: string }[];
}
export interface LabelAnswer {
  kind: 'voc' | 'added' | 'folder';
  picture: string;
  /** Null where the folder itself says the label. */
  annotation: string | null;
  objects: number;
  /** Numbers of the records, which DELETE /api/additions/:number takes back. */
  additions: number[];
}

/**
 * POST /api/pictures, a form with the fields `picture` (a file) and `request` (this, as JSON): stores a picture from outside in a
 * folder below the screenshots and writes what is on it.
 */
export interface PictureRequest {
  folder: string;
  name: string;
  objects: LabelRequest['objects'];
}

/** GET /api/additions: what was added by hand; DELETE /api/additions/:number undoes one. */
export interface AdditionView {
  number: number;
  picture: string;
  box: Box | null;
  label: string;
  who: string;
  when: string;
  undone: boolean;
}
