// The words of a text as the search compares them.

/**
 * Words in small letters; a name such as `earlyStopping` is found by each of its parts, too.
 *
 * @example terms('earlyStopping, --max-parameters') // ['earlystopping', 'early', 'stopping', 'max', 'parameters']
 */
export function terms(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).flatMap((word) => {
    if (word === '') return [];
    const parts = word.match(/\p{Lu}?[\p{Ll}\p{N}]+|\p{Lu}+(?!\p{Ll})/gu) ?? [];
    return [...new Set([word, ...parts].map((one) => one.toLowerCase()))];
  });
}
