// Calibration: how well confidence matches accuracy, as a reliability diagram with its numbers.
import type { EvaluationView } from '../api.ts';
import { formatCount, formatDecimal, formatInterval, formatPercent } from '../format.ts';
import { DataTable } from '../parts/dataTable.tsx';
import { Fact } from '../parts/fact.tsx';
import { theme } from '../theme.ts';

export function Calibration({ view }: { view: EvaluationView }) {
  const { calibration, brier, logLoss } = view.evaluation;
  const bins = calibration.bins.filter(({ count }) => count > 0);
  const description = bins
    .map(
      ({ confidence, accuracy }) =>
        `confidence ${formatPercent(confidence, 0)}, accuracy ${formatPercent(accuracy, 0)}`,
    )
    .join('; ');
  return (
    <section class="panel">
      <h2>
        Calibration <span class="muted small">how well confidence matches accuracy</span>
      </h2>
      <div class="grid">
        <img
          class="drawn"
          src={`${view.charts.reliability}?theme=${theme.value}`}
          alt={`Reliability diagram: ${description}`}
          loading="lazy"
        />
        <div class="stacked">
          <dl class="facts">
            <Fact name="Calibration error (ECE)">{formatPercent(calibration.ece)}</Fact>
            <Fact name="Max. calibration error (MCE)">{formatPercent(calibration.mce)}</Fact>
            <Fact name="Brier score" note="0 to 2">
              {formatDecimal(brier)}
            </Fact>
            <Fact name="Log loss">{formatDecimal(logLoss)}</Fact>
          </dl>
          <DataTable
            label="Confidence bins"
            rows={bins}
            rowKey={({ low }) => low}
            columns={[
              {
                key: 'bin',
                title: 'Confidence bin',
                isRowHeader: true,
                render: (bin) => formatInterval(bin, 0),
              },
              {
                key: 'confidence',
                title: 'Mean confidence',
                align: 'right',
                render: ({ confidence }) => formatPercent(confidence),
              },
              { key: 'accuracy', title: 'Accuracy', align: 'right', render: ({ accuracy }) => formatPercent(accuracy) },
              { key: 'count', title: 'Samples', align: 'right', render: ({ count }) => formatCount(count) },
            ]}
          />
        </div>
      </div>
    </section>
  );
}
