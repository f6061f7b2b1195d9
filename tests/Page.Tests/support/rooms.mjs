import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Which folders below one import from which others.
 * @returns {Map<string, Map<string, string>>} by folder the folders it uses, each with one import that does
 */
export function usesOf(folder) {
  const uses = new Map();
  for (const file of readdirSync(folder, { recursive: true }).filter(name => /\.tsx?$/.test(name))) {
    const from = path.dirname(file);
    const used = uses.get(from) ?? new Map();
    uses.set(from, used);
    for (const [, target] of readFileSync(path.join(folder, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*\.tsx?)'/g)) {
      const to = path.dirname(path.join(from, target));
      if (to !== from && !used.has(to)) used.set(to, `${file} imports ${target}`);
    }
  }
  return uses;
}

/** The imports between folders that lead back to where they came from. */
export function cycles(uses) {
  const reaches = (from, goal, seen = new Set()) => from === goal
    || [...uses.get(from)?.keys() ?? []].some(next => !seen.has(next) && reaches(next, goal, seen.add(next)));
  return [...uses].flatMap(([from, used]) => [...used].filter(([to]) => reaches(to, from)).map(([to, why]) => `${from} → ${to}: ${why}`)).sort();
}
