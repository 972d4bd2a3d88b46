/** What the server presents itself as. */
export const VERSION = '7.0.5';
export const VERSION_ARRAY = [7, 0, 5, 0];
export const WIRE_VERSION = 21;
export const REPLICA_SET = 'pocketmongo';
/** Of the features, as tools compare it. */
export const FEATURE_VERSION = '7.0';
