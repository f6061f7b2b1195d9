import type { Alias } from '../api/client.ts';

/** The aliases that point to what a run made; the champion's with a star. */
export function AliasBadges({ aliases }: { aliases: readonly Alias[] | undefined }) {
  return (
    <>
      {(aliases ?? []).map(({ model, version, alias }) => (
        <a key={`${model}/${alias}`} class="badge alias" href={`#/models/${encodeURIComponent(model)}`} aria-label={`${alias} of ${model}, version ${version}`} title={`${alias} of ${model}, version ${version}`} tabIndex={-1}>
          {alias === 'champion' && '★ '}<span>{alias}</span>
        </a>
      ))}
    </>
  );
}
