import type { Status as RunStatus } from '../api/client.ts';

const words: Record<RunStatus, string> = { RUNNING: 'running', SCHEDULED: 'scheduled', FINISHED: 'finished', FAILED: 'failed', KILLED: 'killed' };

/** A run's status as a word with a colour. */
export const Status = ({ status }: { status: RunStatus }) => <span class={`badge ${status}`}>{words[status] ?? status}</span>;
