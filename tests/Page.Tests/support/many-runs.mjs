import { client } from './api.mjs';

const runs = 1000, params = 30, metrics = 20, atATime = 12;

/** An experiment of a thousand runs, each with 30 parameters and 20 metrics. */
export async function makeManyRuns(url) {
  const api = client(url);
  const experiment = await api.createExperiment('a thousand runs');
  const start = Date.UTC(2026, 9, 1);
  let next = 0;
  const work = async () => {
    for (let i = next++; i < runs; i = next++) {
      const at = start + 60_000 * i;
      const run = await api.createRun(experiment, `run ${i}`, { start: at });
      await api.log(run, {
        params: Object.fromEntries(Array.from({ length: params }, (_, p) => [`param_${p}`, p === 0 ? i : (i * (p + 3)) % (p + 2)])),
        metrics: Array.from({ length: metrics }, (_, m) => [m === 0 ? 'val_accuracy' : m === 1 ? 'val_loss' : `metric_${m}`, ((i * (m + 7)) % 1000) / 1000, 10, at + 1000]),
      });
      await api.finish(run, 'FINISHED', at + 30_000);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return { experiment, runs };
}
