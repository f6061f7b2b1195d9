/** A name that may be broken after its dots, underscores and slashes, not within a word. */
export const Breakable = ({ text }: { text: string }) => <>{text.split(/(?<=[._/-])/).map((part, i) => (i === 0 ? part : [<wbr key={i} />, part]))}</>;
