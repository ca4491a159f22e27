// The stream that commands print to.

/** The part of a Node stream that the terminal needs. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
