/** How a run is drawn everywhere: a colour, and a dash so that colour is never the only difference. */
export interface Style {
  /** Index of a colour; theme.ts has the token. */
  readonly colour: number;
  /** Lengths of strokes and gaps in pixels; empty for a plain line. */
  readonly dash: readonly number[];
}

const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

// Which dash a colour has: hues that colour-blind people take for each other (blue and purple, orange and red …) have different ones.
const dashOfColour = [0, 0, 0, 0, 1, 2, 1, 1, 2, 3];

/**
 * A style for each run or group. It follows from the id, so that a run keeps its colour when others come and go; only where two of them want the
 * same colour does the later one in the alphabet take the next that is free. When all colours are taken, they are taken again with another dash.
 */
export function styles(ids: readonly string[]): Map<string, Style> {
  const colours = dashOfColour.length;
  const chosen = new Map<string, Style>();
  let taken = new Set<number>();
  for (const id of [...new Set(ids)].sort()) {
    if (taken.size === colours) taken = new Set();
    let colour = hash(id) % colours;
    while (taken.has(colour)) colour = (colour + 1) % colours;
    taken.add(colour);
    const round = Math.floor(chosen.size / colours);
    chosen.set(id, { colour, dash: dashes[(dashOfColour[colour]! + round) % dashes.length]! });
  }
  return chosen;
}

// FNV-1a, 32 bits.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
