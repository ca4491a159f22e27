// The samples a run was least sure of, each with the bars of what it took them for.
import { useState } from 'preact/hooks';
import type { EvaluationView } from '../api.ts';
import { ProbabilityBars } from '../parts/bars.tsx';
import { className } from '../parts/classColour.ts';
import { withQuery } from '../router.ts';

/** Samples shown at first, and more at a time. */
const PAGE = 8;
/** Classes of a sample: the most probable ones, and the true one. */
const MOST = 4;

export function LeastSure({ view }: { view: EvaluationView }) {
  const [shown, setShown] = useState(PAGE);
  const { classes } = view.evaluation;
  const unsure = view.samples.toSorted((a, b) => a.confidence - b.confidence);
  if (unsure.length === 0) return null;
  return (
    <section class="panel">
      <h2>
        Least sure <span class="soft small">what it took each for; a picture opens its maps</span>
      </h2>
      <div class="unsure">
        {unsure.slice(0, shown).map(({ id, thumbnail, true: truth, predicted, probabilities }) => {
          const ranked = classes
            .map((name, index) => ({ name, index, value: probabilities[index] ?? 0 }))
            .toSorted((a, b) => b.value - a.value);
          const kept = new Set(ranked.slice(0, MOST).map(({ name }) => name));
          kept.add(truth);
          const own = classes.filter((name) => kept.has(name));
          return (
            <div key={id} class="doubt">
              <a href={`${withQuery({ sample: id, which: 'all' })}#samples`} title={id}>
                <img src={thumbnail} alt={`${className(truth)}, taken for ${className(predicted)}`} loading="lazy" />
              </a>
              <div>
                <p class="small">
                  {truth === predicted ? (
                    <span class="good">right: {className(truth)}</span>
                  ) : (
                    <span class="bad">
                      {className(truth)} taken for {className(predicted)}
                    </span>
                  )}
                </p>
                <ProbabilityBars
                  classes={own}
                  probabilities={own.map((name) => probabilities[classes.indexOf(name)] ?? 0)}
                  truth={truth}
                />
              </div>
            </div>
          );
        })}
      </div>
      {unsure.length > shown && (
        <button type="button" class="below-picture" onClick={() => setShown(shown + PAGE)}>
          More
        </button>
      )}
    </section>
  );
}
