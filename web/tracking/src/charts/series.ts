import type { Style } from './colours.ts';
import type { XY } from './points.ts';

export interface Series {
  readonly id: string;
  readonly label: string;
  /** Ascending in x; where y is not a finite number, the line breaks. */
  readonly points: readonly XY[];
  /** An area around the line, ascending in x. */
  readonly band?: readonly { readonly x: number; readonly low: number; readonly high: number }[];
  /** Drawn faintly behind the line: the values before they were smoothed. */
  readonly raw?: readonly XY[];
  /** Without one, the series gets a style that follows from its id. */
  readonly style?: Style;
  /** How the value at the cursor is written where it says more than y: a mean and its spread. */
  readonly write?: (x: number) => string | null;
}

/** What x is: a number, seconds of a duration, or seconds since 1970. */
export type XKind = 'number' | 'duration' | 'time';

export interface PlotProps {
  readonly title: string;
  readonly series: readonly (Series & { readonly style: Style })[];
  readonly xLabel: string;
  readonly x: XKind;
  readonly logY: boolean;
  readonly height: number;
  readonly sync: string | undefined;
  readonly ignoreOutliers: boolean;
  readonly zero: boolean;
  readonly range: readonly [number, number] | null;
  readonly onRange: (range: [number, number] | null) => void;
  readonly focused: string | null;
  readonly cursor: number | null;
  readonly onCursor: (x: number | null) => void;
  readonly write: (value: number) => string;
  readonly writeX: (x: number) => string;
}

/** The columns of uPlot's data that one series has: its line, before it what was not smoothed, behind it the edges of its band. */
export interface Part {
  readonly id: string;
  readonly kind: 'line' | 'raw' | 'high' | 'low';
  readonly style: Style;
}
