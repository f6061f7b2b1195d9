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
const looks = dashOfColour.length * dashes.length;

const known = new Map<string, number>();

/**
 * A style for each run or group, in their order the first that is free. What had a style keeps it when others come and go, as long as the page is
 * open; a page that is opened anew gives the same ones to the same list. When all colours are taken, they are taken again with another dash.
 * @param remembered the styles that were given before, and takes the new ones
 */
export function styles(ids: readonly string[], remembered: Map<string, number> = known): Map<string, Style> {
  const unique = [...new Set(ids)];
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  const give = (id: string, look: number): void => {
    chosen.set(id, look);
    taken.add(look);
  };
  for (const id of unique) {
    const before = remembered.get(id);
    // One of the first colours is there for each of a few; who stands too far back moves up.
    if (before !== undefined && !taken.has(before) && before < Math.max(unique.length, dashOfColour.length)) give(id, before);
  }
  for (const id of unique) {
    if (chosen.has(id)) continue;
    let look = 0;
    while (taken.has(look) && taken.size < looks) look++;
    give(id, taken.size < looks ? look : chosen.size % looks);
    remembered.set(id, chosen.get(id)!);
  }
  return new Map(unique.map(id => [id, styleOf(chosen.get(id)!)]));
}

function styleOf(look: number): Style {
  const colour = look % dashOfColour.length;
  const round = Math.floor(look / dashOfColour.length);
  return { colour, dash: dashes[(dashOfColour[colour]! + round) % dashes.length]! };
}
