// Writes the record of each epoch as a line of CSV.
import type { Callback } from './callbacks.ts';
import { fieldsOf } from './stateFields.ts';

/**
 * Writes a header with the names in the first record, then one line per epoch (`CSVLogger` in Keras). A resumed run
 * continues without a second header. Numbers read back to the same bits. A missing value is an empty field.
 *
 * @param write receives each line without its line break
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
