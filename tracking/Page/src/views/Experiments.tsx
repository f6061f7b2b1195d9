import { useState } from 'preact/hooks';
import { searchExperiments } from '../api.ts';
import { Empty } from '../components/Empty.tsx';
import { ErrorBox } from '../components/ErrorBox.tsx';
import { Title } from '../components/Title.tsx';
import { formatAgo, formatTime } from '../format.ts';
import { usePolling } from '../live.ts';

/** More than this, and one may search among them. */
const many = 12;

/** All experiments, the one used last first. */
export function Experiments() {
  const { data: experiments, error, refresh } = usePolling('experiments', signal => searchExperiments(signal));
  const [text, setText] = useState('');
  const shown = experiments?.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase())) ?? [];
  return (
    <div class="page">
      <Title title="Experiments">{experiments && <span class="quiet">{experiments.length}</span>}</Title>
      {error && <ErrorBox error={error} retry={refresh} />}
      {!experiments && !error && <p class="quiet">Loading…</p>}
      {experiments && experiments.length > many && (
        <div class="tools"><input type="search" aria-label="Search experiments" placeholder="Search" value={text} onInput={event => setText(event.currentTarget.value)} /></div>
      )}
      {experiments?.length === 0 && <Empty title="No experiments yet.">One appears with the first run.</Empty>}
      {shown.length > 0 && (
        <div class="card scroll" tabIndex={0} role="group" aria-label="Experiments">
          <table>
            <thead><tr><th scope="col">Name</th><th scope="col">Last changed</th><th scope="col">Made</th><th scope="col" class="number">Id</th></tr></thead>
            <tbody>
              {shown.map(({ id, name, created, updated }) => (
                <tr key={id}>
                  <th scope="row"><a href={`#/experiments/${id}`}>{name}</a></th>
                  <td title={updated ? formatTime(updated) : ''}>{updated ? formatAgo(updated) : ''}</td>
                  <td title={created ? formatTime(created) : ''}>{created ? formatAgo(created) : ''}</td>
                  <td class="number quiet">{id}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
