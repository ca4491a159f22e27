// Parses Pascal VOC annotations as written by labelImg and similar tools; the file is not trusted.
import { readFile, stat } from 'node:fs/promises';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { explainFileError } from '../files/index.ts';

/** An annotated object; `box` as written, with decimals and not clamped. */
export interface VocObject {
  /** 1-based number in the file; invalid objects count too. */
  number: number;
  name: string;
  box: { xmin: number; ymin: number; xmax: number; ymax: number };
  pose: string | null;
  truncated: boolean;
  difficult: boolean;
}

/** The content of a Pascal VOC file. */
export interface VocAnnotation {
  /** File name of the image, if the annotation has it. */
  filename: string | null;
  /** Size of the image, if the annotation has it. */
  size: { width: number; height: number } | null;
  objects: VocObject[];
  /** Numbers of invalid objects, and why they are invalid. */
  errors: { object: number; message: string }[];
}

/** labelImg writes about 250 bytes per object, so a larger file is not an annotation. */
const MAX_ANNOTATION_BYTES = 10_000_000;

const NAMED_ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Decodes the five named entities and numeric ones; others cannot occur, because a DOCTYPE is rejected. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED_ENTITIES[name as string] ?? whole;
    const code = hex !== undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const text = z.string().transform((value) => decodeEntities(value).trim());
const number = text.pipe(
  z
    .string()
    .regex(/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$/)
    .transform(Number)
    .pipe(z.number().min(-1e7).max(1e7)),
);
/** labelImg writes 0 or 1, other tools write words. */
const flag = text.transform((value) => /^(1|true|yes)$/i.test(value)).catch(false);
const loose = <T extends z.ZodType>(schema: T) => schema.nullable().catch(null);

const objectSchema = z.object({
  name: text.pipe(z.string().min(1)),
  bndbox: z.object({ xmin: number, ymin: number, xmax: number, ymax: number }),
  pose: loose(text).default(null),
  truncated: flag.default(false),
  difficult: flag.default(false),
});
const annotationSchema = z.object({
  filename: loose(text).default(null),
  size: loose(z.object({ width: number, height: number })).default(null),
  object: z.array(z.unknown()).default([]),
});

const parser = new XMLParser({
  parseTagValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name, path) => name === 'object' && path === 'annotation.object',
});

function broken(what: string, where: string): UserError {
  return new UserError(what, {
    where,
    remedy: 'Open the image in labelImg and save it again, or fix the file by hand.',
  });
}

/** Decodes bytes by their byte order mark or the declared encoding; UTF-8 by default. */
function decode(bytes: Uint8Array, where: string): string {
  let encoding = 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) encoding = 'utf-16le';
  else if (bytes[0] === 0xfe && bytes[1] === 0xff) encoding = 'utf-16be';
  else {
    const start = String.fromCharCode(...bytes.subarray(0, 200));
    encoding = /^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? encoding;
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw broken(`the text is not valid ${encoding.toUpperCase()}`, where);
  }
}

/** Describes which field of an object is invalid. */
function describeObjectError(error: z.ZodError): string {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  if (field === 'name') return 'the name is missing or duplicated';
  if (field === 'bndbox') return 'the box (bndbox) is missing or duplicated';
  return `${field === '' ? 'the object' : field} is missing or not a number`;
}

/**
 * Parses Pascal VOC XML.
 *
 * @param where Name of the file in messages.
 * @throws UserError when the XML is invalid (naming the line), declares a DOCTYPE or entities, or is not a VOC
 *   annotation.
 *
 * @example
 * parseVoc('<annotation><object><name>cat</name><bndbox>...</bndbox></object></annotation>', 'a.xml').objects[0]?.name
 */
export function parseVoc(xml: string, where: string): VocAnnotation {
  if (/<!(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(xml))
    throw new UserError('a DOCTYPE or entity declaration is not allowed in an annotation', {
      where,
      remedy: 'Remove the declaration; do not use annotation files from sources you do not trust.',
    });
  const valid = XMLValidator.validate(xml);
  if (valid !== true) throw broken(`invalid XML in line ${valid.err.line}: ${valid.err.msg.replace(/\.$/, '')}`, where);
  let document: unknown;
  try {
    document = parser.parse(xml);
  } catch (error) {
    throw broken(`the XML is not an annotation: ${error instanceof Error ? error.message : String(error)}`, where);
  }
  const root =
    document !== null && typeof document === 'object' && 'annotation' in document ? document.annotation : undefined;
  if (root === undefined)
    throw broken('the file is not a Pascal VOC annotation: the root element is not <annotation>', where);
  const annotation = annotationSchema.safeParse(typeof root === 'string' && root.trim() === '' ? {} : root);
  if (!annotation.success)
    throw broken('the file is not a Pascal VOC annotation: expected one <annotation> with child elements', where);
  const objects: VocObject[] = [];
  const errors: VocAnnotation['errors'] = [];
  annotation.data.object.forEach((element, index) => {
    const object = objectSchema.safeParse(element);
    if (!object.success) {
      errors.push({ object: index + 1, message: describeObjectError(object.error) });
      return;
    }
    const { name, bndbox, pose, truncated, difficult } = object.data;
    objects.push({ number: index + 1, name, box: bndbox, pose, truncated, difficult });
  });
  return { filename: annotation.data.filename, size: annotation.data.size, objects, errors };
}

/**
 * Reads a Pascal VOC file. Decimals, a missing `size` and any order of the coordinates are accepted. Invalid objects
 * are reported in `errors`.
 *
 * @param where Name of the file in messages. Default: the path.
 * @throws UserError when the file cannot be read, is larger than 10 MB, or its XML is invalid (naming the line) or
 *   declares a DOCTYPE.
 *
 * @example
 * const { objects } = await readVoc('screenshots/ttc/ttc_0001.xml');
 */
export async function readVoc(path: string, where: string = path): Promise<VocAnnotation> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > MAX_ANNOTATION_BYTES)
      throw broken(`the file has ${Math.round(size / 1e6)} MB; the limit is 10 MB`, where);
    bytes = await readFile(path);
  } catch (error) {
    throw explainFileError(error, where);
  }
  return parseVoc(decode(bytes, where), where);
}
