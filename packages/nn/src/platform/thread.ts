// The two ends of a line to a worker; node.ts and browser.ts make them.

/** The main thread's end. */
export interface Thread<To, From> {
  /** What is named in `transfer` is moved rather than copied. */
  send(message: To, transfer?: ArrayBuffer[]): void;
  /** The next message; rejects when the thread dies. */
  receive(): Promise<From>;
  end(): Promise<void>;
}

/** The worker's end. */
export interface WorkerPort<In, Out> {
  /** Handles messages one after the other: a job must not begin before the setup has ended. */
  listen(handle: (message: In) => Promise<void>): void;
  send(message: Out, transfer?: ArrayBuffer[]): void;
}

/** Pictures of a file, opened in this thread. */
export interface PixelFile {
  /** Fills `into` with the record that begins `record` times its length into the file. */
  read(record: number, into: Uint8Array): void;
  close(): void;
}
