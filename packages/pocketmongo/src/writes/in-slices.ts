import type { Doc } from '../bson/values.ts';
import type { CommandCall } from '../commands/command.ts';
import type { DeleteOutcome, Slice, UpdateOutcome } from '../execution/requests.ts';
import type { WideWrite } from '../execution/hand-over.ts';
import type { Delete, Update } from './batch.ts';
import { findCandidates } from './candidates.ts';
import { commit } from './commit.ts';

/** What has been done; with the last document that was changed, before and after. */
export type SlicedEffect = Partial<UpdateOutcome & DeleteOutcome>;

/** Documents that were found may have changed until they are looked at again; then it is searched anew, so many times. */
const MOST_SEARCHES = 8;

const NO_REPLY: Doc = new Map();

/**
 * Does an update or a delete that is too wide for one piece: searches the documents beside other work, then changes those
 * that still match, in a commit for each slice of time. As with MongoDB the whole is not atomic: what is done stays, also
 * when an error (which is thrown), a limit or a kill ends it, and documents that come to match meanwhile may be passed
 * over. A single-document write is one commit, to which `replyOf` gives the reply; a retry of it gets the stored `reply`.
 * Undefined: others were always faster.
 */
export async function changeInSlices(
  call: CommandCall,
  change: Update | Delete,
  wide: WideWrite,
  replyOf: (effect: SlicedEffect) => Doc,
): Promise<{ effect: SlicedEffect } | { reply: Doc } | undefined> {
  for (let search = 0; search < MOST_SEARCHES; search += 1) {
    const ids = await findCandidates(call, change);
    const effect: SlicedEffect = {};
    let from = 0;
    do {
      const slice = { table: wide.table, since: wide.since, ids, from };
      const { result: end, reply } = await changeSlice(call, change, slice, replyOf);
      if (end === undefined) return { reply };
      if (end.failure !== undefined) throw end.failure;
      add(effect, end);
      from = end.next;
    } while (from < ids.length);
    const isFound = effect.matched !== 0 && effect.deleted !== 0;
    if (isFound || ids.length === 0) return { effect };
  }
  return undefined;
}

/** Changes one slice; a failure of a document is part of the result, for what was changed before it is to stay. */
function changeSlice(
  { server, op }: CommandCall,
  change: Update | Delete,
  slice: Slice,
  replyOf: (effect: SlicedEffect) => Doc,
) {
  return commit(server.engine, op, (unit) => {
    const result =
      change.kind === 'update'
        ? unit.updateSlice(change.namespace, change.request, slice)
        : unit.deleteSlice(change.namespace, change.request, slice);
    const isWhole = !change.request.multi && result.failure === undefined;
    return { result, reply: isWhole ? replyOf(result) : NO_REPLY };
  });
}

function add(
  sum: SlicedEffect,
  { matched, modified, deleted, upsertedId, before, after }: SlicedEffect,
): void {
  if (matched !== undefined) sum.matched = (sum.matched ?? 0) + matched;
  if (modified !== undefined) sum.modified = (sum.modified ?? 0) + modified;
  if (deleted !== undefined) sum.deleted = (sum.deleted ?? 0) + deleted;
  if (upsertedId !== undefined) sum.upsertedId = upsertedId;
  if (before !== undefined) sum.before = before;
  if (after !== undefined) sum.after = after;
}
