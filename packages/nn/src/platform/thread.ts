// Interfaces of the platform: both ends of a worker connection, and pixel files.

/** A worker thread, as seen from the main thread. */
export interface Thread<To, From> {
  /** Sends a message. Buffers in `transfer` are moved instead of copied. */
  send(message: To, transfer?: ArrayBuffer[]): void;
  /** The next message; rejects if the thread fails. */
  receive(): Promise<From>;
  end(): Promise<void>;
}

/** The main thread, as seen from a worker. */
export interface WorkerPort<In, Out> {
  /** Handles messages one at a time, because a task must not start before the setup has finished. */
  listen(handle: (message: In) => Promise<void>): void;
  send(message: Out, transfer?: ArrayBuffer[]): void;
}

/** A file of images, opened in the calling thread. */
export interface PixelFile {
  /** Reads a record, by its index, into `target`. */
  read(record: number, target: Uint8Array): void;
  close(): void;
}
