import { useState } from 'preact/hooks';
import type { Point, Run } from '../api/client.ts';
import { Breakable } from '../components/Breakable.tsx';
import { Sparkline } from '../components/Sparkline.tsx';
import { formatMetric, formatTime } from '../shared/format.ts';
import { isNeutral, isSystem } from '../shared/metrics.ts';
import { type Curves, bestOf } from '../runs/columns.ts';

/** Whether points are of more than one step: one metric of several models or data sets may all be of the first. */
const spans = (points: readonly Point[] = []): boolean => points.some(({ step }) => step !== points[0]!.step);

/** All metrics with their last and best values and their curves. */
export function MetricsCard({ run, curves }: { run: Run; curves: Curves }) {
  const [text, setText] = useState('');
  const keys = Object.keys(run.metrics).filter(key => !isSystem(key)).sort();
  // Of runs that log each metric once there is no best and no curve.
  const isAnyCurve = keys.some(key => run.metrics[key]!.step > 0 || spans(curves(run, key)));
  const shown = keys.filter(key => key.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <section class="card values" aria-label="Metrics">
      <div class="card-head">
        <h2>Metrics <span class="quiet">{keys.length || ''}</span></h2>
        {keys.length > 12 && <input type="search" aria-label="Search metrics" placeholder="Search" value={text} onInput={event => setText(event.currentTarget.value)} />}
      </div>
      {keys.length === 0 ? <p class="quiet">None yet.</p> : (
        <div class="values-body" tabIndex={0} role="group" aria-label="Metrics, values">
          <table>
            <thead>
              <tr>
                <th scope="col">Metric</th><th scope="col" class="number">{isAnyCurve ? 'Last' : 'Value'}</th>
                {isAnyCurve && (
                  <><th scope="col" class="number">Best</th><th scope="col" class="number step">Step</th><th scope="col">Curve</th></>
                )}
              </tr>
            </thead>
            <tbody>
              {shown.map(key => {
                const { value, step, time } = run.metrics[key]!;
                const points = curves(run, key) ?? [];
                const isCurve = spans(points);
                return (
                  <tr key={key}>
                    <th scope="row"><Breakable text={key} /></th>
                    <td class="number" title={String(value)}>{formatMetric(key, value)}</td>
                    {isAnyCurve && (
                      <>
                        <td class="number">{isCurve && !isNeutral(key) && formatMetric(key, bestOf(run, key, curves))}</td>
                        <td class="number step" title={formatTime(time)}>{step}</td>
                        <td class="curve">{isCurve && <Sparkline metric={key} points={points} />}</td>
                      </>
                    )}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
