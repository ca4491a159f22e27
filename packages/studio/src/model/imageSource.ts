// An image to classify: one of the project, or one that only the page has.

export interface ImageSource {
  /** Source of an <img>: a path of the API, or a blob URL. */
  url: string;
  /** Path relative to the project; undefined for a new image. */
  path?: string;
  /** Name of a new image. */
  name?: string;
  /** Bytes of a new image. */
  blob?: Blob;
}

/** The bytes of an image. */
export async function readImage({ url, blob }: ImageSource): Promise<Blob> {
  return blob ?? (await (await fetch(url)).blob());
}
