import type { ComponentChildren } from 'preact';
import { type Run, type Version, getExperiment, getRun } from '../api/client.ts';
import { Copy } from '../components/Copy.tsx';
import { formatMetric, formatTime } from '../shared/format.ts';
import { usePolling } from '../shared/live.ts';
import { judged } from '../shared/metrics.ts';
import { href } from '../shared/router.ts';
import { parentOf } from '../runs/rows.ts';

/** Where the champion came from: the version, its run, the retrain, the experiment, and the photos that it was trained on. */
export function Lineage({ version, run }: { version: Version; run: Run | undefined }) {
  const above = usePolling(`lineage ${run?.id}`, async signal => {
    const parent = run && parentOf(run);
    return {
      experiment: run ? (await getExperiment(run.experimentId, signal)).name : '',
      parent: parent ? await getRun(parent, signal).catch(() => null) : null,
    };
  }).data;
  const digest = run?.params['manifest_digest'] ?? run?.tags['manifest_digest'] ?? above?.parent?.tags['manifest_digest'];
  const key = judged.find(name => run && name in run.metrics);
  const steps: [string, ComponentChildren, ComponentChildren][] = [
    ['★ champion', <strong>version {version.version}</strong>, formatTime(version.created)],
  ];
  if (run) {
    steps.push(['Run', <a href={`#/runs/${run.id}`}>{run.name}</a>, key && `${key} ${formatMetric(key, run.metrics[key]!.value)}`]);
    const architecture = run.params['model.architecture'];
    const own = run.params['name'] ?? run.tags['experiment'];
    if (own || architecture) {
      steps.push(['Settings', <a href={href(`/experiments/${run.experimentId}`, run.params['name'] ? { filter: `params.name = '${run.params['name'].replaceAll("'", "''")}'` } : {})}>{own ?? architecture}</a>, own && architecture]);
    }
    if (above?.parent) steps.push(['Retrain', <a href={`#/runs/${above.parent.id}`}>{above.parent.name}</a>, formatTime(above.parent.start)]);
    steps.push(['Experiment', <a href={`#/experiments/${run.experimentId}`}>{above?.experiment ?? run.experimentId}</a>, null]);
    if (digest) {
      steps.push([
        'Data manifest',
        <><code title={digest}>{digest.slice(0, 12)}…</code> <Copy text={digest} what="the digest" /></>,
        <a href={href(`/experiments/${run.experimentId}`, { filter: `params.manifest_digest = '${digest}'` })}>runs on the same data</a>,
      ]);
    }
    if (run.datasets.length > 0) {
      steps.push([
        run.datasets.length === 1 ? 'Data set' : 'Data sets',
        run.datasets.map(({ name, digest, context }) => <div key={`${name} ${digest} ${context}`}>{name} <span class="quiet">{context} <code>{digest}</code></span></div>),
        null,
      ]);
    }
  } else {
    steps.push(['Source', <code>{version.source}</code>, version.runId ? 'its run is gone' : 'no run was given']);
  }
  return (
    <section class="card lineage" aria-label="Where the champion came from">
      <ol>{steps.map(([label, name, note]) => <li key={label}><span class="quiet">{label}</span><div>{name}</div>{note && <div class="quiet">{note}</div>}</li>)}</ol>
    </section>
  );
}
