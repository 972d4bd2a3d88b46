import { splitNamespace } from '../catalog/namespace.ts';

/** What an aggregation with `$out` writes into before it takes the place of its target. */
export const OUT_PREFIX = 'tmp.agg_out.';

export const isOutput = (namespace: string): boolean => splitNamespace(namespace).name.startsWith(OUT_PREFIX);
