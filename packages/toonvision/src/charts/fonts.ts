// Points fontconfig to the bundled DejaVu fonts, so that text in images does not depend on installed fonts.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A fontconfig file with one folder of fonts and none of the system's. */
export function fontConfigText(fontFolder: string, cacheFolder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escapeXml(fontFolder)}</dir>
  <cachedir>${escapeXml(cacheFolder)}</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>
`;
}

/**
 * Sets FONTCONFIG_FILE unless it is set. Must be called before sharp draws the first text of the process, because
 * fontconfig reads its configuration once. Falls back to the system's fonts if the temporary folder is not writable.
 */
export function useBundledFonts(): void {
  if (process.env.FONTCONFIG_FILE !== undefined) return;
  const fonts = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const folder = join(tmpdir(), `toonvision-fonts-${process.getuid?.() ?? 0}`);
  const text = fontConfigText(fonts, join(folder, 'cache'));
  const path = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.conf`);
  try {
    if (!existsSync(path)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const temporary = `${path}.${process.pid}.tmp`;
      writeFileSync(temporary, text);
      renameSync(temporary, path);
    }
    process.env.FONTCONFIG_FILE = path;
  } catch {
    // An image in another font is better than no image.
  }
}
