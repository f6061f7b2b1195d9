// Turns what is typed into a filter in MLflow's grammar.

/** A comparison has one of these; a text without is a part of a name. */
const comparator = /[=<>]|\b(i?like|in|is)\b/i;

/** `resnet` finds what has that in its `name`, an attribute; anything with a comparison is handed to the server as it is. */
export function toFilter(text: string, name = 'attributes.run_name'): string {
  const trimmed = text.trim();
  if (trimmed === '' || comparator.test(trimmed)) return trimmed;
  return `${name} ILIKE '%${trimmed.replaceAll("'", "''")}%'`;
}

/** Both must hold. */
export const both = (a: string, b: string): string => [a, b].filter(part => part !== '').join(' AND ');
