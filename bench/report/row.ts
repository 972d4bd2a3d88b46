/** One line of the benchmark's table. */
export type Row = {
  readonly what: string;
  /** The figure, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** What the figure is held against: a bare limit measured in the same run. */
  readonly bare?: { readonly what: string; readonly value: number };
  /** The figure to be reached; `share` counts in parts of the bare limit. */
  readonly goal?: { readonly kind: 'at-least' | 'at-most' | 'share'; readonly value: number };
  /** What else is worth knowing, such as percentiles and the server's processor time. */
  readonly notes?: string;
};

/** Whether the goal is reached; null when there is none. */
export function isMet({ value, bare, goal }: Row): boolean | null {
  if (goal === undefined) return null;
  switch (goal.kind) {
    case 'at-least':
      return value >= goal.value;
    case 'at-most':
      return value <= goal.value;
    case 'share':
      return bare !== undefined && value / bare.value >= goal.value;
  }
}
