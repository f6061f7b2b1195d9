import { useMemo } from 'preact/hooks';
import type { Run } from '../api.ts';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { formatNumber } from '../format.ts';
import { CurveChart } from './CurveChart.tsx';
import { historyCurve, linesOf, seriesOf } from './build-series.ts';
import type { CurveOptions } from './curve-options.ts';
import { metricNames } from './fields.ts';
import { useHistories } from './useHistories.ts';

const options: CurveOptions = {
  axis: 'relative', smoothing: 0, log: false, ignoreOutliers: false, group: '', spread: 'none', afterEnd: 'leave', hidden: [], range: null,
};

/** What the machines of runs did meanwhile: a chart for each of MLflow's system metrics. */
export function SystemMetrics({ runs }: { runs: readonly Run[] }) {
  const keys = useMemo(() => metricNames(runs).filter(key => key.startsWith('system/')), [runs]);
  const lines = useMemo(() => linesOf(runs, ''), [runs]);
  const { histories, error } = useHistories(runs, keys);
  if (keys.length === 0) return <p class="quiet">No system metrics were logged.</p>;
  return (
    <>
      {error && <ErrorBox error={error} />}
      <div class="charts">
        {keys.map(key => (
          <CurveChart key={key} title={readable(key)} xLabel="time since the start" x="duration" sync="system" height={160} legend={runs.length > 1}
            series={seriesOf(key, lines, run => historyCurve(histories.get(key)?.get(run.id), run, options, undefined), options)}
            format={value => `${formatNumber(value)}${unit(key)}`} />
        ))}
      </div>
    </>
  );
}

const unit = (key: string): string => (key.endsWith('_percentage') ? ' %' : key.endsWith('_megabytes') ? ' MB' : key.endsWith('_watts') ? ' W' : '');

// system/gpu_0_memory_usage_megabytes: gpu 0 memory usage
const readable = (key: string): string => key.replace(/^system\//, '').replace(/_(percentage|megabytes|watts)$/, (_, word: string) => (word === 'percentage' ? '_(%)' : word === 'watts' ? '_(W)' : '_(MB)')).replaceAll('_', ' ');
