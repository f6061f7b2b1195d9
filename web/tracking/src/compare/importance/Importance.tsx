import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { ErrorBox } from '../../components/ErrorBox.tsx';
import { useUrlState } from '../../shared/router.ts';
import { Breakable } from '../../components/Breakable.tsx';
import { useScope } from '../controls/Scope.tsx';
import type { Association } from '../statistics/association.ts';
import { Choice } from '../controls/controls.tsx';
import { metricNames } from '../fields/fields.ts';
import { fewestForForest } from './forest.ts';
import { type Importance as Parameter, caution, importances } from './importance.ts';
import { mainMetric } from '../fields/metric-kinds.ts';

/** Which parameters matter for a metric, and which way. */
export function Importance({ runs: compared }: { runs: readonly Run[] }) {
  const { runs, control, loading, error } = useScope(compared);
  const metrics = useMemo(() => metricNames(runs).filter(key => !key.startsWith('system/')), [runs]);
  const [metric, setMetric] = useUrlState<string>('metric', mainMetric(runs) ?? '');
  const found = useMemo(() => importances(runs.map(run => run.params), runs.map(run => run.metrics[metric]?.value ?? NaN)), [runs, metric]);
  const warnings = caution(found);
  return (
    <>
      <div class="controls">
        {control}
        <Choice label="Importance for" value={metric} choices={Object.fromEntries(metrics.map(key => [key, key]))} onChange={setMetric} />
        {loading && <span class="quiet">Loading …</span>}
      </div>
      {error && <ErrorBox error={error} />}
      {warnings.length > 0 && <div class="caution" role="note" aria-label="Caution"><ul>{warnings.map(text => <li key={text}>{text}</li>)}</ul></div>}
      {found.parameters.length === 0 && <p class="quiet">{found.runs === 0 ? 'No run has this metric.' : 'No parameter that could be judged differs between the runs with this metric.'}</p>}
      {found.parameters.length > 0 && (
        <section class="card scroll" tabIndex={0} role="region" aria-label="Importance of parameters">
          <table class="importance">
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                {found.explained !== null && <th scope="col" colSpan={2}>Importance</th>}
                <th scope="col" colSpan={2}>Goes with {metric}</th>
                <th scope="col" class="number">Chance</th>
                <th scope="col" class="number">Runs</th>
              </tr>
            </thead>
            <tbody>{found.parameters.map(parameter => <Row key={parameter.key} parameter={parameter} withForest={found.explained !== null} />)}</tbody>
          </table>
        </section>
      )}
      <Explanation explained={found.explained} runs={found.runs} />
    </>
  );
}

function Row({ parameter: { key, share, association }, withForest }: { parameter: Parameter; withForest: boolean }) {
  return (
    <tr>
      <th scope="row"><Breakable text={key} /></th>
      {withForest && <>
        <td class="bar-cell"><span class="bar" style={{ width: `${100 * (share ?? 0)}%` }} /></td>
        <td class="number">{Math.round(100 * (share ?? 0))} %</td>
      </>}
      {association ? <Signed {...association} /> : <td colSpan={2} class="quiet">–</td>}
      <td class="number">{association ? chance(association.chance) : '–'}</td>
      <td class="number">{association?.runs ?? '–'}</td>
    </tr>
  );
}

function Signed({ strength, sign }: Association) {
  const direction = sign > 0 ? 'rises with it' : sign < 0 ? 'falls with it' : 'differs by value';
  const width = `${50 * strength}%`;
  const place = sign < 0 ? { right: '50%', width } : sign > 0 ? { left: '50%', width } : { left: `${50 - 25 * strength}%`, width };
  return (
    <>
      <td class="bar-cell signed">
        <span class={`bar ${sign < 0 ? 'falls' : sign > 0 ? 'rises' : 'either'}`} style={place} />
      </td>
      <td>{sign < 0 ? '−' : sign > 0 ? '+' : '±'}{strength.toFixed(2)} <span class="quiet">{direction}</span></td>
    </>
  );
}

const chance = (share: number): string => (share < 0.005 ? '< 0.5 %' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`);

function Explanation({ explained, runs }: { explained: number | null; runs: number }) {
  return (
    <details class="as-table">
      <summary>How this is computed</summary>
      <p>Importance: a random forest predicts the metric from the parameters; how much worse it predicts runs it has not seen once a parameter is shuffled, as a share of all.
        {explained === null
          ? ` It needs ${fewestForForest} runs; there are ${runs}.`
          : ` It explains ${Math.max(0, Math.round(100 * explained))} % of the variance of runs it has not seen.`}</p>
      <p>Goes with: Spearman's rank correlation for numbers, from −1 to +1; for categories the root of epsilon squared, from 0 to 1.
        Chance: how many of 400 random orders of the runs look at least as strong. Neither says that a parameter is the cause.</p>
    </details>
  );
}
