// Formats a Pascal VOC annotation like labelImg.
import type { Box } from '../dataset/index.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeXml = (text: string): string => text.replaceAll(/[&<>]/g, (x) => ENTITIES[x] ?? x);

/**
 * Formats the boxes and labels of an image as Pascal VOC XML.
 *
 * @param image path relative to the project folder, with `/`
 */
export function toVocXml(
  image: string,
  { width, height }: { width: number; height: number },
  objects: readonly { box: Box; label: string }[],
): string {
  const folders = image.split('/');
  const name = folders.pop() ?? '';
  return [
    '<annotation>',
    `\t<folder>${escapeXml(folders.at(-1) ?? '')}</folder>`,
    `\t<filename>${escapeXml(name)}</filename>`,
    `\t<path>${escapeXml(image)}</path>`,
    '\t<source>',
    '\t\t<database>Unknown</database>',
    '\t</source>',
    '\t<size>',
    `\t\t<width>${width}</width>`,
    `\t\t<height>${height}</height>`,
    '\t\t<depth>3</depth>',
    '\t</size>',
    '\t<segmented>0</segmented>',
    ...objects.flatMap(({ box: { xmin, ymin, xmax, ymax }, label }) => [
      '\t<object>',
      `\t\t<name>${escapeXml(label)}</name>`,
      '\t\t<pose>Unspecified</pose>',
      `\t\t<truncated>${xmin === 0 || ymin === 0 || xmax === width || ymax === height ? 1 : 0}</truncated>`,
      '\t\t<difficult>0</difficult>',
      '\t\t<bndbox>',
      `\t\t\t<xmin>${xmin}</xmin>`,
      `\t\t\t<ymin>${ymin}</ymin>`,
      `\t\t\t<xmax>${xmax}</xmax>`,
      `\t\t\t<ymax>${ymax}</ymax>`,
      '\t\t</bndbox>',
      '\t</object>',
    ]),
    '</annotation>',
    '',
  ].join('\n');
}
