// Seed and number of cases of property tests: fixed in `npm test`, chosen by `npm run test:random`.

const { PROPERTY_SEED = '20261128', PROPERTY_FACTOR = '1' } = process.env;

/** Seed of all properties of a run, an integer. */
export const propertySeed = Number(PROPERTY_SEED);

/**
 * Number of cases of a property.
 *
 * @param runs cases in `npm test`, at least 1. Default 100, that of fast-check
 */
export const propertyRuns = (runs = 100): number => Math.max(1, Math.round(runs * Number(PROPERTY_FACTOR)));
