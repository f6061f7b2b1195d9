/** Where a name may be broken: after dots, underscores, slashes and hyphens, and before a capital within it. */
const breaks = /(?<=[._/-])|(?<=[a-z])(?=[A-Z])/;

/** A name that is broken between its words rather than within one. */
export const Breakable = ({ text }: { text: string }) => <>{text.split(breaks).map((part, i) => (i === 0 ? part : [<wbr key={i} />, part]))}</>;
