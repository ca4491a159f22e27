// Tests of streetReports.ts.
import { describe, expect, it } from 'vitest';
import type { Prediction } from './prediction.ts';
import { streetReports } from './streetReports.ts';

const prediction = (street: string | null, truth: string, predicted: string): Prediction =>
  ({ id: '', true: truth, predicted, provenance: { street, parts: {}, flags: [] } }) as unknown as Prediction;

describe('streetReports', () => {
  it('reports the samples of each street', () => {
    const reports = streetReports(
      [
        prediction('ttc', 'bb', 'bb'),
        prediction('ttc', 'lb', 'bb'),
        prediction('dg', 'lb', 'lb'),
        prediction(null, 'bb', 'lb'),
      ],
      ['bb', 'lb'],
    );
    expect(reports.map(({ street }) => street)).toEqual(['dg', 'ttc']);
    const [dg, ttc] = reports.map(({ report }) => report);
    expect(dg).toMatchObject({ accuracy: 1, support: 1, classes: [{ support: 0 }, { recall: 1, support: 1 }] });
    expect(ttc).toMatchObject({
      accuracy: 0.5,
      classes: [
        { name: 'bb', precision: 0.5, recall: 1 },
        { name: 'lb', recall: 0 },
      ],
    });
  });

  it('is empty for fewer than two streets', () => {
    expect(streetReports([prediction('ttc', 'bb', 'bb')], ['bb', 'lb'])).toEqual([]);
    expect(streetReports([prediction(null, 'bb', 'bb'), prediction(null, 'lb', 'bb')], ['bb', 'lb'])).toEqual([]);
  });
});
