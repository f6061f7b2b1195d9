/** Says what went wrong. */
export function ErrorBox({ error, retry }: { error: Error; retry?: () => void }) {
  return (
    <div class="error-box" role="alert">
      <span>{error.message}</span>
      {retry && <button type="button" onClick={retry}>Try again</button>}
    </div>
  );
}
