// Whether the model is as often right as it says: the reliability chart with its numbers beside it.
import type { EvaluationView } from '../api.ts';
import { decimal, percent, whole } from '../format.ts';
import { Scroll } from '../parts/scroll.tsx';
import { theme } from '../theme.ts';

export function Calibration({ view }: { view: EvaluationView }) {
  const { calibration, brier, logLoss } = view.evaluation;
  const filled = calibration.bins.filter(({ count }) => count > 0);
  return (
    <section class="panel">
      <h2>
        Calibration <span class="soft small">how often it is right when it says how sure it is</span>
      </h2>
      <div class="grid">
        <img
          class="drawn"
          src={`${view.charts.reliability}?theme=${theme.value}`}
          alt={`Reliability: ${filled
            .map(({ confidence, accuracy }) => `sure ${percent(confidence, 0)}, right ${percent(accuracy, 0)}`)
            .join('; ')}`}
          loading="lazy"
        />
        <div class="stacked">
          <dl class="facts">
            <div>
              <dt>Calibration error (ECE)</dt>
              <dd>{percent(calibration.ece)}</dd>
            </div>
            <div>
              <dt>Largest gap (MCE)</dt>
              <dd>{percent(calibration.mce)}</dd>
            </div>
            <div>
              <dt>Brier score</dt>
              <dd>
                {decimal(brier)} <small>0 to 2</small>
              </dd>
            </div>
            <div>
              <dt>Log loss</dt>
              <dd>{decimal(logLoss)}</dd>
            </div>
          </dl>
          <Scroll label="Bins of confidence">
            <table>
              <thead>
                <tr>
                  <th scope="col">Says it is sure</th>
                  {['In the mean', 'Is right', 'Samples'].map((title) => (
                    <th key={title} scope="col" class="right">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {filled.map(({ low, high, confidence, accuracy, count }) => (
                  <tr key={low}>
                    <th scope="row">
                      {percent(low, 0)} to {percent(high, 0)}
                    </th>
                    <td class="right">{percent(confidence)}</td>
                    <td class="right">{percent(accuracy)}</td>
                    <td class="right">{whole(count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </div>
      </div>
    </section>
  );
}
