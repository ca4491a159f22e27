// Query parameters of answers that come in pages.
import { z } from 'zod';

/** Rows per page. */
const MAX_LIMIT = 500;

const count = z.coerce.number().int('must be a whole number').min(0, 'must be 0 or more');

/** `offset` and `limit`, to spread into an object schema. */
export const pageQuery = {
  offset: count.default(0),
  limit: count.max(MAX_LIMIT, `must be ${MAX_LIMIT} or less`).default(100),
};
