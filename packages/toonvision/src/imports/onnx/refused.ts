// What stops the reading of an ONNX file, in words and with its place; the file's name is put in front by the door.

/** Names come from the file: what would move a terminal's cursor is left out, and what is long is cut. */
export function shown(name: string): string {
  const plain = name.replace(/[^\x20-\x7e\u00a1-\uffff]/g, '?');
  return plain.length > 80 ? `${plain.slice(0, 77)}...` : plain;
}

export class Refused extends Error {
  readonly where: string;

  /** @param where the node or tensor: `node 3: Conv /features/0/Conv` */
  constructor(what: string, where: string) {
    super(what);
    this.where = shown(where);
  }
}
