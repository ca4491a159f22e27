import { describe, expect, it } from 'vitest';
import { createSearch } from './search.ts';
import { terms } from './terms.ts';

const entry = (heading: string, words: string) => ({
  id: heading,
  address: `page.html#${heading}`,
  title: 'Page',
  heading,
  words,
});

describe('terms', () => {
  it.each([
    ['earlyStopping, --max-parameters', ['earlystopping', 'early', 'stopping', 'max', 'parameters']],
    ['reduceLROnPlateau', ['reducelronplateau', 'reduce', 'lr', 'on', 'plateau']],
    ['conv2d', ['conv2d']],
    ['  ', []],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected);
  });
});

describe('createSearch', () => {
  const search = createSearch([
    entry('earlyStopping', 'Ends a run.'),
    entry('fit', `${'Trains the model. '.repeat(20)}See earlyStopping for patience. ${'More. '.repeat(40)}`),
    entry('dropout', 'Sets values to zero.'),
  ]);

  it('ranks a heading above a mention', () => {
    expect(search('early').map(({ heading }) => heading)).toEqual(['earlyStopping', 'fit']);
  });

  it('matches all words, prefixes and typos', () => {
    expect(search('stopping patience').map(({ heading }) => heading)).toEqual(['fit']);
    expect(search('dropot').map(({ heading }) => heading)).toEqual(['dropout']);
    expect(search('')).toEqual([]);
  });

  it('shows the words around the match', () => {
    const [result] = search('patience');
    expect(result?.excerpt).toContain('patience');
    expect(result?.excerpt.length).toBeLessThan(160);
  });
});
