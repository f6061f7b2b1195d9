const looks: Record<string, string> = { OK: 'FINISHED', ERROR: 'FAILED', IN_PROGRESS: 'RUNNING' };
const words: Record<string, string> = { OK: 'ok', ERROR: 'error', IN_PROGRESS: 'in progress' };

/** The state of a trace or the status of a span, as a word with a colour; nothing where none was given. */
export const State = ({ state }: { state: string }) =>
  words[state] === undefined ? null : <span class={`badge ${looks[state]}`}>{words[state]}</span>;
