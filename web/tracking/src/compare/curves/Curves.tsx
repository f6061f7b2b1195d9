import { useMemo } from 'preact/hooks';
import type { Point, Run } from '../../api/client.ts';
import { ErrorBox } from '../../components/ErrorBox.tsx';
import { formatMetric } from '../../shared/format.ts';
import { useUrlState } from '../../shared/router.ts';
import { CurveChart } from '../../charts/CurveChart.tsx';
import { CurveControls } from './CurveControls.tsx';
import { Swatch } from '../../charts/Swatch.tsx';
import { axisNames, xKind } from './axis.ts';
import { type Line, linesOf } from '../runs/lines.ts';
import { historyCurve, seriesOf } from './build-series.ts';
import { Many } from '../controls/controls.tsx';
import { type CurveOptions, type SetCurveOptions, useCurveOptions } from './curve-options.ts';
import { firstMetrics, metricKinds } from '../fields/metric-kinds.ts';
import { useHistories } from '../runs/useHistories.ts';

/** A chart for each chosen metric, all over the same x with one cursor. */
export function Curves({ runs }: { runs: readonly Run[] }) {
  const kinds = useMemo(() => metricKinds(runs), [runs]);
  const [options, set] = useCurveOptions();
  const [metrics, setMetrics] = useUrlState('metrics', firstMetrics(kinds));
  const lines = useMemo(() => linesOf(runs, options.group), [runs, options.group]);
  const asked = options.axis === 'epoch' ? [...metrics, 'epoch'] : metrics;
  const { histories, error } = useHistories(runs, asked);
  const groups = [{ label: 'Curves', ids: kinds.curves }, { label: 'Results', ids: kinds.results }, { label: 'Machine', ids: kinds.system }]
    .filter(group => group.ids.length > 0);
  return (
    <>
      <CurveControls runs={runs} options={options} set={set}>
        <Many label="Metrics" value={metrics} groups={groups} nameOf={key => key} onChange={setMetrics} />
      </CurveControls>
      {error && <ErrorBox error={error} />}
      {metrics.length === 0 && <p class="quiet">Choose a metric above.</p>}
      <div class="charts">
        {metrics.map(metric =>
          <MetricChart key={metric} metric={metric} lines={lines} history={histories.get(metric)} epochs={histories.get('epoch')} options={options} set={set} />)}
      </div>
    </>
  );
}

interface Props {
  readonly metric: string;
  readonly lines: readonly Line[];
  readonly history: ReadonlyMap<string, readonly Point[]> | undefined;
  readonly epochs: ReadonlyMap<string, readonly Point[]> | undefined;
  readonly options: CurveOptions;
  readonly set: SetCurveOptions;
}

function MetricChart({ metric, lines, history, epochs, options, set }: Props) {
  const { axis, smoothing, group, spread, afterEnd } = options;
  const series = useMemo(
    () => (history ? seriesOf(metric, lines, run => historyCurve(history.get(run.id), run, options, epochs?.get(run.id)), options) : null),
    [metric, lines, history, epochs, axis, smoothing, group, spread, afterEnd]);
  const single = history !== undefined && history.size > 0 && [...history.values()].every(points => points.length < 2);
  if (!series) return <figure class="curve-chart" aria-busy="true"><figcaption><h3>{metric}</h3></figcaption><p class="quiet chart-empty">Loading …</p></figure>;
  if (single) return <SingleValues metric={metric} lines={lines} />;
  return (
    <CurveChart title={metric} series={series} xLabel={axisNames[axis]} x={xKind(axis)} logY={options.log}
      ignoreOutliers={options.ignoreOutliers} sync="compare" hidden={options.hidden} onHidden={set.hidden} range={options.range} onRange={set.range} />
  );
}

/** A metric with one value for each run is no curve. */
function SingleValues({ metric, lines }: { metric: string; lines: readonly Line[] }) {
  const values = lines.map(line => {
    const given = line.runs.map(run => run.metrics[metric]?.value ?? NaN).filter(Number.isFinite);
    return given.length > 0 ? given.reduce((sum, value) => sum + value, 0) / given.length : NaN;
  });
  const most = Math.max(...values.filter(Number.isFinite).map(Math.abs), 0);
  return (
    <figure class="curve-chart">
      <figcaption><h3>{metric}</h3></figcaption>
      <table class="bars">
        <thead class="unseen"><tr><th scope="col">Run</th><th scope="col">Value</th><th scope="col" aria-hidden="true" /></tr></thead>
        <tbody>
          {lines.map((line, i) => (
            <tr key={line.id}>
              <th scope="row"><Swatch style={line.style} /> {line.label}</th>
              <td class="number">{Number.isNaN(values[i]!) ? '–' : formatMetric(metric, values[i])}</td>
              <td class="bar-cell" aria-hidden="true">{most > 0 && Number.isFinite(values[i]) && <span class="bar" style={{ width: `${(100 * Math.abs(values[i]!)) / most}%` }} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
