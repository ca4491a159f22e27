// Tests of streetReports.ts: each street has the report of its own samples.
import { describe, expect, it } from 'vitest';
import type { Prediction } from './prediction.ts';
import { streetReports } from './streetReports.ts';

const one = (street: string | null, truth: string, predicted: string): Prediction =>
  ({ id: '', true: truth, predicted, provenance: { street, parts: {}, flags: [] } }) as unknown as Prediction;

describe('streetReports', () => {
  it('tells classes apart on each street', () => {
    const reports = streetReports(
      [one('ttc', 'bb', 'bb'), one('ttc', 'lb', 'bb'), one('dg', 'lb', 'lb'), one(null, 'bb', 'lb')],
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

  it('has none where there is one street, or none', () => {
    expect(streetReports([one('ttc', 'bb', 'bb')], ['bb', 'lb'])).toEqual([]);
    expect(streetReports([one(null, 'bb', 'bb'), one(null, 'lb', 'bb')], ['bb', 'lb'])).toEqual([]);
  });
});
