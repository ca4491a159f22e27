// Answers that cost something, kept for the next time they are asked for; the oldest go first.

/**
 * `make` runs once for each key, also when several ask at a time. A failure is not kept.
 *
 * @param most how many are kept
 *
 * @example
 * const kept = keptAnswers<string>(64);
 * await kept('first/test/roc', () => drawChart());
 */
export function keptAnswers<Value>(most: number): (key: string, make: () => Promise<Value>) => Promise<Value> {
  const answers = new Map<string, Promise<Value>>();
  return (key, make) => {
    const known = answers.get(key);
    if (known !== undefined) {
      answers.delete(key);
      answers.set(key, known);
      return known;
    }
    const made = make();
    answers.set(key, made);
    made.catch(() => {
      if (answers.get(key) === made) answers.delete(key);
    });
    const [oldest] = answers.keys();
    if (answers.size > most && oldest !== undefined) answers.delete(oldest);
    return made;
  };
}
