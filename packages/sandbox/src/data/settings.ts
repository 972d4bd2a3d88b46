import { nativeCollection, type Database } from '@souk/platform/data';
import type { OutcomeRule } from '../client/api.ts';

type Settings = {
  readonly 'business-time': Date | null;
  readonly outcomes: readonly OutcomeRule[];
};

type SettingDocument = { readonly _id: string; readonly value: unknown };

/** Reads a setting that survives a restart; null when it was never set. */
export async function readSetting<K extends keyof Settings>(db: Database, key: K): Promise<Settings[K] | null> {
  const document = await nativeCollection<SettingDocument>(db, 'settings').findOne({ _id: key });
  // Only writeSetting writes here, under the same types.
  return document === null ? null : (document.value as Settings[K]);
}

/** Stores a setting. */
export async function writeSetting<K extends keyof Settings>(
  db: Database,
  key: K,
  value: Settings[K],
): Promise<void> {
  await nativeCollection<SettingDocument>(db, 'settings').updateOne(
    { _id: key },
    { $set: { value } },
    { upsert: true },
  );
}
