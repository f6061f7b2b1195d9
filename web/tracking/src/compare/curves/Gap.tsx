import { useMemo } from 'preact/hooks';
import type { Run } from '../../api/client.ts';
import { ErrorBox } from '../../components/ErrorBox.tsx';
import { formatMetric } from '../../shared/format.ts';
import { useUrlState } from '../../shared/router.ts';
import { CurveChart } from '../../charts/CurveChart.tsx';
import type { Series } from '../../charts/series.ts';
import { CurveControls } from './CurveControls.tsx';
import { Swatch } from '../../charts/Swatch.tsx';
import { axisNames, xKind } from './axis.ts';
import { type Line, linesOf } from '../runs/lines.ts';
import { historyCurve, seriesOf } from './build-series.ts';
import { Choice, Toggle } from '../controls/controls.tsx';
import { type CurveOptions, useCurveOptions } from './curve-options.ts';
import { metricNames } from '../fields/fields.ts';
import { type MetricPair, gap, metricPairs } from '../fields/pairs.ts';
import type { XY } from '../../charts/points.ts';
import { type Histories, useHistories } from '../runs/useHistories.ts';

/** How far training runs ahead of validation: above zero is overfitting. */
export function Gap({ runs }: { runs: readonly Run[] }) {
  const [options, set] = useCurveOptions();
  const [both, setBoth] = useUrlState('both', true);
  const pairs = useMemo(() => metricPairs(metricNames(runs).filter(key => !key.startsWith('system/'))), [runs]);
  const [name, setName] = useUrlState<string>('pair', (pairs.find(pair => !pair.lowIsGood) ?? pairs[0])?.name ?? '');
  const pair = pairs.find(one => one.name === name) ?? pairs[0];
  const keys = pair ? [pair.training, pair.validation, ...(options.axis === 'epoch' ? ['epoch'] : [])] : [];
  const { histories, error } = useHistories(runs, keys);
  const lines = useMemo(() => linesOf(runs, options.group), [runs, options.group]);
  if (!pair) return <p class="quiet">No metric was logged for training and for validation, as train_loss and val_loss are.</p>;
  return (
    <>
      <CurveControls runs={runs} options={options} set={set}>
        <Choice label="Gap of" value={pair.name} choices={Object.fromEntries(pairs.map(one => [one.name, one.name]))} onChange={setName} />
        <Toggle label="Both curves" value={both} onChange={setBoth} />
      </CurveControls>
      {error && <ErrorBox error={error} />}
      <Charts pair={pair} lines={lines} histories={histories} options={options} both={both} set={set} />
    </>
  );
}

interface Props {
  readonly pair: MetricPair;
  readonly lines: readonly Line[];
  readonly histories: Histories;
  readonly options: CurveOptions;
  readonly both: boolean;
  readonly set: ReturnType<typeof useCurveOptions>[1];
}

function Charts({ pair, lines, histories, options, both, set }: Props) {
  const { axis, smoothing, group, spread, afterEnd } = options;
  const made = useMemo(() => {
    const of = (metric: string, run: Run): XY[] => historyCurve(histories.get(metric)?.get(run.id), run, options, histories.get('epoch')?.get(run.id));
    const gapOf = (run: Run): XY[] => gap(pair, of(pair.training, run), of(pair.validation, run));
    const suffixed = (series: Series[], word: string, dash: number[]): Series[] =>
      series.map(one => ({ ...one, id: `${one.id} ${word}`, label: `${one.label}, ${word}`, style: { colour: one.style!.colour, dash } }));
    return {
      gaps: seriesOf(`${pair.name} gap`, lines, gapOf, options),
      curves: [
        ...suffixed(seriesOf(pair.validation, lines, run => of(pair.validation, run), options), 'validation', []),
        ...suffixed(seriesOf(pair.training, lines, run => of(pair.training, run), options), 'training', [3, 3]),
      ],
    };
  }, [pair.name, lines, histories, axis, smoothing, group, spread, afterEnd]);
  const chart = {
    xLabel: axisNames[axis], x: xKind(axis),
    ignoreOutliers: options.ignoreOutliers, sync: 'gap', range: options.range, onRange: set.range, height: 260,
    format: (value: number) => formatMetric(pair.name, value),
  };
  const hiddenHalves = options.hidden.flatMap(id => [`${id} validation`, `${id} training`]);
  const difference = pair.lowIsGood ? `${pair.validation} − ${pair.training}` : `${pair.training} − ${pair.validation}`;
  return (
    <>
      <div class="charts wide">
        <CurveChart {...chart} title={`Gap: ${difference}`} series={made.gaps} zero hidden={options.hidden} onHidden={set.hidden} />
        {both && <CurveChart {...chart} title={`${pair.training} and ${pair.validation}`} series={made.curves} hidden={hiddenHalves} legend={false} logY={options.log}
          tools={<span class="quiet">solid: validation, dotted: training</span>} />}
      </div>
      <GapTable pair={pair} lines={lines} gaps={made.gaps} xLabel={axisNames[axis]} />
    </>
  );
}

function GapTable({ pair, lines, gaps, xLabel }: { pair: MetricPair; lines: readonly Line[]; gaps: readonly Series[]; xLabel: string }) {
  const write = (value: number | undefined): string => (value === undefined ? '–' : formatMetric(pair.name, value));
  return (
    <div class="scroll card" tabIndex={0} role="region" aria-label="Gaps">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" class="number">Gap at the end</th>
            <th scope="col" class="number">Largest gap</th>
            <th scope="col" class="number">at {xLabel}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(line => {
            const points = gaps.find(series => series.id === line.id)?.points.filter(point => Number.isFinite(point.y)) ?? [];
            const largest = points.reduce<XY | undefined>((most, point) => (!most || point.y > most.y ? point : most), undefined);
            return (
              <tr key={line.id}>
                <th scope="row"><Swatch style={line.style} /> {line.label}</th>
                <td class="number">{write(points.at(-1)?.y)}</td>
                <td class="number">{write(largest?.y)}</td>
                <td class="number">{largest && (xLabel === 'step' || xLabel === 'epoch') ? largest.x : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
