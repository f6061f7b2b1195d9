import type { Run } from '../api/client.ts';

/** The data that a run read, in the order in which it was logged. */
export function DataSets({ run }: { run: Run }) {
  if (run.datasets.length === 0) return null;
  return (
    <section class="card values" aria-label="Data sets">
      <div class="card-head"><h2>Data sets <span class="quiet">{run.datasets.length}</span></h2></div>
      <div class="values-body" tabIndex={0} role="group" aria-label="Data sets, values">
        <table>
          <thead><tr><th scope="col">Name</th><th scope="col">Digest</th><th scope="col">Used for</th><th scope="col">From</th></tr></thead>
          <tbody>
            {run.datasets.map(({ name, digest, context, sourceType }) => (
              <tr key={`${name} ${digest} ${context}`}><th scope="row">{name}</th><td><code>{digest}</code></td><td class="whole">{context}</td><td class="whole">{sourceType}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
