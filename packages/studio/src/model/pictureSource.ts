// A picture that is looked at: one of the project's, or one from outside that only the page has.

export interface PictureSource {
  /** What an <img> shows: of the API, or of a blob. */
  url: string;
  /** Path relative to the project; undefined for a picture from outside. */
  path?: string;
  /** What it is called, where it comes from outside. */
  name?: string;
  /** Its bytes, where the page has them. */
  blob?: Blob;
}

/** The bytes of a picture. */
export async function blobOf({ url, blob }: PictureSource): Promise<Blob> {
  return blob ?? (await (await fetch(url)).blob());
}
