// Error for unsupported or damaged content of an ONNX file, with its location.

/** Sanitizes a name from the file for messages: removes control characters and truncates. */
export function printable(name: string): string {
  const plain = name.replace(/[^\x20-\x7e\u00a1-\uffff]/g, '?');
  return plain.length > 80 ? `${plain.slice(0, 77)}...` : plain;
}

export class OnnxError extends Error {
  readonly where: string;

  /** @param where the node or tensor: `node 3: Conv /features/0/Conv` */
  constructor(what: string, where: string) {
    super(what);
    this.where = printable(where);
  }
}
