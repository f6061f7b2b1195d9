import type { Run } from '../../api/client.ts';
import { useUrlChoice } from '../../shared/router.ts';
import { Choice } from './controls.tsx';
import { useExperimentRuns } from '../runs/useRuns.ts';

/** The compared runs, or all of their experiments: a few runs say little about what matters. */
export function useScope(compared: readonly Run[]): { runs: readonly Run[]; control: preact.JSX.Element; loading: boolean; error: Error | undefined } {
  const [scope, setScope] = useUrlChoice('scope', 'compared', ['compared', 'experiment']);
  const wanted = scope === 'experiment';
  const { data, error } = useExperimentRuns(compared, wanted);
  const experiments = new Set(compared.map(run => run.experimentId)).size;
  const control = (
    <Choice label="Runs" value={scope} onChange={setScope}
      choices={{ compared: `the ${compared.length} compared`, experiment: experiments > 1 ? 'all of their experiments' : 'all of the experiment' }} />
  );
  return { runs: wanted ? data ?? compared : compared, control, loading: wanted && !data && !error, error };
}
