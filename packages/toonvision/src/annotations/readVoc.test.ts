// Tests of the Pascal VOC reader.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { propertyRuns } from '@toonvision/testing/propertyRuns';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TestObject, temporaryFolder, vocXml } from '../../test/datasetTown.ts';
import { UserError } from '../errors/index.ts';
import { parseVoc, readVoc } from './index.ts';

const oneObject = (inner: string) => `<annotation><object>${inner}</object></annotation>`;
const BOX = '<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>';

describe('reads', () => {
  test('round-trips arbitrary annotations', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() === text && !/[\p{Cc}\u{2028}\u{2029}\u{feff}]/u.test(text));
    const coordinate = fc.oneof(
      fc.integer({ min: -500, max: 5000 }),
      fc.double({ min: -500, max: 5000, noNaN: true }).filter((value) => !/e/i.test(String(value))),
    );
    const object = fc.tuple(name, coordinate, coordinate, coordinate, coordinate);
    fc.assert(
      fc.property(fc.array(object, { maxLength: 6 }), fc.boolean(), (objects, sized) => {
        const {
          objects: read,
          errors,
          size,
        } = parseVoc(vocXml(objects as TestObject[], sized ? [800, 600] : null), 'x.xml');
        expect(errors).toEqual([]);
        expect(size).toEqual(sized ? { width: 800, height: 600 } : null);
        expect(
          read.map(({ number, name, box }) => [number, name, box.xmin + 0, box.ymin + 0, box.xmax + 0, box.ymax + 0]),
        ).toEqual(objects.map(([label, ...box], index) => [index + 1, label, ...box.map((value) => value + 0)]));
      }),
    );
  });

  test('flags, pose, decimals, spaces and any order of the elements', () => {
    const xml = oneObject(
      '<bndbox><ymax> 4.5 </ymax><xmax>3</xmax><ymin>-2</ymin><xmin>1.25</xmin></bndbox><difficult>1</difficult><truncated>True</truncated><pose>Left</pose><name> a &amp; b &#65;&#x42; </name><part><name>head</name></part>',
    );
    expect(parseVoc(xml, 'x').objects).toEqual([
      {
        number: 1,
        name: 'a & b AB',
        box: { xmin: 1.25, ymin: -2, xmax: 3, ymax: 4.5 },
        pose: 'Left',
        truncated: true,
        difficult: true,
      },
    ]);
  });

  test('an annotation without objects', () => {
    for (const xml of [
      '<annotation/>',
      '<annotation></annotation>',
      '<?xml version="1.0"?>\n<annotation><folder>x</folder></annotation>',
    ])
      expect(parseVoc(xml, 'x').objects).toEqual([]);
  });

  test('a name that looks like a number stays text', () => {
    expect(parseVoc(oneObject(`<name>007</name>${BOX}`), 'x').objects[0]?.name).toBe('007');
  });

  test('UTF-16 and a declared encoding', async () => {
    const folder = await temporaryFolder();
    const xml = oneObject(`<name>Bärenjäger</name>${BOX}`);
    await writeFile(join(folder, 'a.xml'), Buffer.from(`\ufeff${xml}`, 'utf16le'));
    await writeFile(join(folder, 'b.xml'), Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`, 'latin1'));
    await writeFile(join(folder, 'c.xml'), `\ufeff${xml}`);
    for (const name of ['a', 'b', 'c'])
      expect((await readVoc(join(folder, `${name}.xml`))).objects[0]?.name).toBe('Bärenjäger');
  });

  test('reports an invalid object and keeps the numbers of the others', () => {
    const good = `<object><name>x</name>${BOX}</object>`;
    const bad = [
      `<object>${BOX}</object>`,
      '<object><name>x</name></object>',
      `<object><name>x</name><name>y</name>${BOX}</object>`,
      '<object><name>x</name><bndbox><xmin>one</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>',
      '<object><name>x</name><bndbox><xmin>1e999</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object>',
      '<object/>',
    ];
    const { objects, errors } = parseVoc(`<annotation>${bad.join('')}${good}</annotation>`, 'x');
    expect(objects.map(({ number }) => number)).toEqual([7]);
    expect(errors.map(({ object }) => object)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(errors[3]?.message).toBe('bndbox.xmin is missing or not a number');
  });
});

describe('rejects', () => {
  test('invalid XML, naming the line', () => {
    expect(() => parseVoc('<annotation>\n<object>\n<name>x</nam>\n</object></annotation>', 'a.xml')).toThrow(
      /^a\.xml: invalid XML in line 3/,
    );
    expect(() => parseVoc('', 'a.xml')).toThrow(/a\.xml: invalid XML/);
    expect(() => parseVoc('hello', 'a.xml')).toThrow(/invalid XML in line 1/);
  });

  test('other documents', () => {
    expect(() => parseVoc('<html><body/></html>', 'a.xml')).toThrow(/not <annotation>/);
    expect(() => parseVoc('<annotation>text</annotation>', 'a.xml')).toThrow(/not a Pascal VOC annotation/);
  });

  test.each([
    ['a billion laughs', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><annotation>&b;</annotation>'],
    [
      'an external entity',
      '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><annotation><object><name>&a;</name></object></annotation>',
    ],
    ['a deep nest', `<annotation>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</annotation>`],
    ['a prototype', oneObject(`<__proto__><x>1</x></__proto__><name>x</name>${BOX}`)],
  ])('%s', (_, xml) => {
    expect(() => parseVoc(xml, 'a.xml')).toThrow(UserError);
    expect(() => parseVoc(xml, 'a.xml')).toThrow(/^a\.xml: /);
  });

  test('a huge file, a missing file and an unknown encoding', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'huge.xml'), new Uint8Array(10_000_001));
    await expect(readVoc(join(folder, 'huge.xml'))).rejects.toThrow(/the limit is 10 MB/);
    await expect(readVoc(join(folder, 'none.xml'))).rejects.toThrow(/no such file/);
    await writeFile(join(folder, 'latin.xml'), Buffer.from('<annotation>ä</annotation>', 'latin1'));
    await expect(readVoc(join(folder, 'latin.xml'))).rejects.toThrow(/not valid UTF-8/);
    await writeFile(join(folder, 'odd.xml'), '<?xml version="1.0" encoding="klingon"?><annotation/>');
    await expect(readVoc(join(folder, 'odd.xml'))).rejects.toThrow(/not valid KLINGON/);
  });

  test('neither a file with many objects nor a long name', () => {
    const object = `<object><name>x</name>${BOX}</object>`;
    expect(parseVoc(`<annotation>${object.repeat(20_000)}</annotation>`, 'a.xml').objects).toHaveLength(20_000);
    const long = 'n'.repeat(1_000_000);
    expect(parseVoc(oneObject(`<name>${long}</name>${BOX}`), 'a.xml').objects[0]?.name).toBe(long);
    const attributes = Array.from({ length: 2000 }, (_, index) => `a${index}="x"`).join(' ');
    expect(parseVoc(oneObject(`<name ${attributes}>x</name>${BOX}`), 'a.xml').objects.length).toBeLessThanOrEqual(1);
  });

  test('entities in UTF-16', async () => {
    const folder = await temporaryFolder();
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><annotation>&b;</annotation>';
    await writeFile(join(folder, 'a.xml'), Buffer.from(`\ufeff${bomb}`, 'utf16le'));
    await expect(readVoc(join(folder, 'a.xml'))).rejects.toThrow(/DOCTYPE or entity/);
  });

  test('arbitrary bytes with nothing but a UserError', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'a.xml');
    const valid = Buffer.from(`<?xml version="1.0"?>${oneObject(`<name>x</name>${BOX}`)}`);
    /** A valid file with a few bytes of it exchanged, or cut short. */
    const damaged = fc
      .tuple(fc.array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(valid.length))
      .map(([changes, length]) => {
        const bytes = Buffer.from(valid);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes.subarray(0, length);
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 100 })), async (bytes) => {
        await writeFile(path, bytes);
        const read = await readVoc(path).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toBeInstanceOf(UserError);
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  test('no unknown entity: it stays as written', () => {
    expect(parseVoc(oneObject(`<name>&evil;&#0;</name>${BOX}`), 'x').objects[0]?.name).toBe('&evil;&#0;');
  });

  test('arbitrary text with nothing but a UserError', () => {
    const piece = fc.constantFrom(
      '<annotation>',
      '</annotation>',
      '<object>',
      '</object>',
      '<name>',
      '</name>',
      '<bndbox>',
      '</bndbox>',
      '<xmin>',
      '</xmin>',
      '1',
      '&amp;',
      '&',
      '<',
      '>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?xml',
      '?>',
      '"',
      "'",
      '=',
      ' ',
      '\n',
      '\0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
          fc.string(),
        ),
        (xml) => {
          try {
            parseVoc(xml, 'a.xml');
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: propertyRuns(1000) },
    );
  });
});
