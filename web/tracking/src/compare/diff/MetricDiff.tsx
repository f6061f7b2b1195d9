import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { formatDuration, formatMetric } from '../../shared/format.ts';
import { isLowBetter } from '../../shared/metrics.ts';
import { useUrlState } from '../../shared/router.ts';
import { Breakable } from '../../components/Breakable.tsx';
import { RunHeads, bestRuns } from './RunHeads.tsx';
import { linesOf } from '../runs/lines.ts';
import { Toggle } from '../controls/controls.tsx';
import { seconds } from '../fields/fields.ts';
import { metricKinds } from '../fields/metric-kinds.ts';

// No value of these is better than another.
const neutral = /(^|_)(epoch|phase|step)$|learning_rate|(^|[_/])lr($|[_/])|temperature|_ci_/;

/** The latest value of every metric, a column for each run, the best one marked. */
export function MetricDiff({ runs }: { runs: readonly Run[] }) {
  const lines = useMemo(() => linesOf(runs, ''), [runs]);
  const kinds = useMemo(() => metricKinds(runs), [runs]);
  const [machine, setMachine] = useUrlState('machine', false);
  const keys = [...kinds.results, ...kinds.curves, ...(machine ? kinds.system : [])];
  return (
    <>
      <div class="controls">
        {kinds.system.length > 0 && <Toggle label="Machine metrics, too" value={machine} onChange={setMachine} />}
        <span class="quiet">Each metric's latest value. The best of a row is bold with a star.</span>
      </div>
      <div class="scroll diff" tabIndex={0} role="region" aria-label="Metrics">
        <table>
          <RunHeads lines={lines} first="Metric" />
          <tbody>
            <tr><th scope="row">duration</th>{runs.map(run => <td key={run.id} class="number">{Number.isNaN(seconds(run)) ? '–' : formatDuration(1000 * seconds(run))}</td>)}</tr>
            {keys.map(key => <MetricRow key={key} metric={key} runs={runs} />)}
          </tbody>
        </table>
      </div>
    </>
  );
}

function MetricRow({ metric, runs }: { metric: string; runs: readonly Run[] }) {
  const best = neutral.test(metric) || metric.startsWith('system/') ? new Set<string>() : bestRuns(runs, metric, isLowBetter(metric));
  return (
    <tr>
      <th scope="row"><Breakable text={metric} /></th>
      {runs.map(run => {
        const text = run.metrics[metric] ? formatMetric(metric, run.metrics[metric].value) : '–';
        return <td key={run.id} class="number">{best.has(run.id) ? <strong class="best" title="the best">★ {text}</strong> : text}</td>;
      })}
    </tr>
  );
}
