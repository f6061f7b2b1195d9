import { useMemo } from 'preact/hooks';
import type { Run } from '../api/client.ts';
import { CurveChart } from '../charts/CurveChart.tsx';
import type { Series } from '../charts/series.ts';
import type { Style } from '../charts/colours.ts';
import { formatBytes, formatMetric } from '../shared/format.ts';
import { isSystem } from '../shared/metrics.ts';
import { useUrlChoice, useUrlState } from '../shared/router.ts';
import type { Curves } from '../runs/columns.ts';
import { type Chart, chartsOf } from './charts.ts';

// The same in every chart, and told apart without colours.
const styles: Record<string, Style> = { validation: { colour: 0, dash: [] }, training: { colour: 1, dash: [5, 4] }, test: { colour: 2, dash: [2, 3] } };
const plain: Style = { colour: 0, dash: [] };

const axes = ['step', 'relative', 'wall'] as const;
const axisNames = { step: 'Step', relative: 'Time since the start', wall: 'Wall time' };

interface Props {
  run: Run;
  curves: Curves;
  version: number;
  /** The main ones: what was measured in training and in validation. All: every curve of the training. System: the machine's. */
  part: 'main' | 'all' | 'system';
}

/** The curves of one run; training and validation of one thing share a chart. */
export function RunCharts({ run, curves, version, part }: Props) {
  const [axis, setAxis] = useUrlChoice('axis', part === 'system' ? 'relative' : 'step', axes);
  const [isLog, setLog] = useUrlState('log', false);
  const charts = useMemo(() => {
    const keys = Object.keys(run.metrics).filter(key => isSystem(key) === (part === 'system') && (curves(run, key)?.length ?? 0) > 1);
    const all = chartsOf(keys);
    return part === 'main' ? all.filter(({ lines }) => lines.length > 1).slice(0, 4) : all;
  }, [run, version, part]);
  if (charts.length === 0) return part === 'main' ? null : <p class="quiet">No metric has more than one point yet.</p>;
  return (
    <section aria-label="Curves">
      <h2 class="unseen">Curves</h2>
      <div class="tools">
        <label class="over">Over <select value={axis} onChange={event => setAxis(event.currentTarget.value as typeof axis)}>{axes.map(name => <option key={name} value={name}>{axisNames[name]}</option>)}</select></label>
        <button type="button" aria-pressed={isLog} onClick={() => setLog(!isLog)}>Log scale</button>
      </div>
      <div class="charts">
        {charts.map(chart => (
          <CurveChart
            key={chart.title} title={chart.title.replace(/^system\//, '')} format={formatOf(chart.title)} legend={chart.lines.length > 1} series={seriesOf(chart, run, curves, axis)} xLabel={axisNames[axis]} logY={isLog} sync={`run ${run.id}`}
            x={axis === 'step' ? 'number' : axis === 'relative' ? 'duration' : 'time'}
          />
        ))}
      </div>
    </section>
  );
}

/** The machine's metrics have their unit at the end of their names, which are the titles. */
function formatOf(key: string): (value: number) => string {
  if (key.endsWith('_percentage')) return value => value.toFixed(1);
  if (key.endsWith('_megabytes')) return value => formatBytes(1e6 * value);
  return value => formatMetric(key, value);
}

function seriesOf({ lines }: Chart, run: Run, curves: Curves, axis: (typeof axes)[number]): Series[] {
  return lines.map(({ key, label }) => ({
    id: key,
    label,
    style: styles[label] ?? plain,
    points: (curves(run, key) ?? []).map(({ step, time, value }) => ({ x: axis === 'step' ? step : (axis === 'wall' ? time : time - run.start) / 1000, y: value })),
  }));
}
