// The record of each epoch as a line of CSV.
import type { Callback } from './callbacks.ts';
import { fieldsOf } from './stateFields.ts';

/**
 * Keras' `CSVLogger`, with the writing left to you: a header with the names of the first epoch's record, then a line an
 * epoch; a resumed run goes on without a second header. Numbers are written so that they read back to the same bits; a
 * value that an epoch lacks is an empty field.
 *
 * @param write gets each line without its line end
 * @example csvLogger((line) => appendFileSync('history.csv', `${line}\n`))
 */
export function csvLogger(write: (line: string) => void): Callback {
  return {
    name: 'csvLogger',
    options: {},
    start: () => {
      let columns: string[] | undefined;
      return {
        onEpochEnd: (record) => {
          if (columns === undefined) {
            columns = Object.keys(record);
            write(columns.join(','));
          }
          write(columns.map((name) => String(record[name] ?? '')).join(','));
        },
        state: () => ({ columns: columns ?? null }),
        restore: (state) => {
          const fields = fieldsOf('csvLogger', state);
          columns = fields.value('columns') === null ? undefined : fields.strings('columns');
        },
      };
    },
  };
}
