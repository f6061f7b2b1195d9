// Pictures as MLflow's log_image names them: images/KEY+step+STEP+timestamp+MILLISECONDS+UUID.png, and beside each a smaller one
// that ends in +compressed.webp. A slash in the key is written #. Earlier clients wrote % between the parts.

export interface LoggedImage {
  key: string;
  step: number;
  time: number;
  /** The picture as it was logged; of some only the smaller one is there. */
  path: string;
  /** What is quickest to show. */
  preview: string;
}

const name = /^(?:.*\/)?(.+)([+%])step\2(-?\d+)\2timestamp\2(\d+)\2([0-9a-f-]+)(\2compressed)?\.[a-z]+$/i;

/** The pictures among the files of `images/`, by key, then step, then time. Files with other names are left out. */
export function parseImages(paths: readonly string[]): LoggedImage[] {
  const found = new Map<string, LoggedImage>();
  for (const path of paths) {
    const [, key, , step, time, id, compressed] = name.exec(path) ?? [];
    if (key === undefined) continue;
    const handle = `${key} ${step} ${time} ${id}`;
    const image = found.get(handle) ?? { key: key.replaceAll('#', '/'), step: Number(step), time: Number(time), path, preview: path };
    if (compressed) image.preview = path;
    else image.path = path;
    found.set(handle, image);
  }
  return [...found.values()].sort((a, b) => a.key.localeCompare(b.key) || a.step - b.step || a.time - b.time);
}
