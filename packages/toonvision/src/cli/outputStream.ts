// The output stream of a terminal.

/** The members of a Node stream that the terminal uses. */
export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}
