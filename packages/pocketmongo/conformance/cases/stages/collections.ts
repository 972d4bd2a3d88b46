import { stages } from '../../families/stages.ts';
import { dbl, refused } from '../../values.ts';

const OTHERS = { others: [{ k: 1, v: 'x' }, { k: 2, v: 'y' }, { k: [1, 3] }, {}] };
const ONE = [{ _id: 1, a: 1 }];
const X = { _id: 0, k: 1, v: 'x' };
const TREE = {
  tree: [
    { n: 'a', up: null },
    { n: 'b', up: 'a' },
    { n: 'c', up: 'b' },
    { n: 'd', up: 'a' },
  ],
};

const STATS = { over: 'others', collections: OTHERS };
const at = (degrees: number) => ({ type: 'Point', coordinates: [degrees, 0] });
/** Points on the equator; a degree is some 111 km. Only the order of the ids is looked at. */
const PLACES = {
  over: 'places',
  collections: { places: [{ l: at(1) }, { l: at(5), k: 1 }, { l: at(9) }, { k: 1 }] },
  indexes: [{ l: '2dsphere' }],
  after: [
    { $group: { _id: null, ids: { $push: '$_id' } } },
    { $unwind: '$ids' },
    { $replaceWith: { i: '$ids' } },
  ],
};

/** Stages that read other collections. */
export const readingStages = stages('other collections', {
  $lookup: [
    [ONE, { from: 'others', localField: 'a', foreignField: 'k', as: 'o' }, [{ _id: 1, a: 1, o: [X, { _id: 2, k: [1, 3] }] }], { collections: OTHERS }],
    [[{ _id: 1, a: dbl(2) }], { from: 'others', localField: 'a', foreignField: 'k', as: 'o' }, [{ _id: 1, a: dbl(2), o: [{ _id: 1, k: 2, v: 'y' }] }], { collections: OTHERS }],
    [[{ _id: 1 }], { from: 'others', localField: 'a', foreignField: 'k', as: 'o' }, [{ _id: 1, o: [{ _id: 3 }] }], { collections: OTHERS }],
    [[{ _id: 1, a: null }], { from: 'others', localField: 'a', foreignField: 'k', as: 'o' }, [{ _id: 1, a: null, o: [{ _id: 3 }] }], { collections: OTHERS }],
    [[{ _id: 1, a: [2, 3] }], { from: 'others', localField: 'a', foreignField: 'k', as: 'o' }, [{ _id: 1, a: [2, 3], o: [{ _id: 1, k: 2, v: 'y' }, { _id: 2, k: [1, 3] }] }], { collections: OTHERS }],
    [ONE, { from: 'nothing', localField: 'a', foreignField: 'k', as: 'o' }, [{ _id: 1, a: 1, o: [] }], { collections: OTHERS }],
    [ONE, { from: 'others', localField: 'a', foreignField: 'k', as: 'a' }, [{ _id: 1, a: [X, { _id: 2, k: [1, 3] }] }], { collections: OTHERS }],
    [ONE, { from: 'others', localField: 'a', foreignField: 'k', as: 'x.y', pipeline: [{ $match: { v: 'x' } }] }, [{ _id: 1, a: 1, x: { y: [X] } }], { collections: OTHERS }],
    [ONE, { from: 'others', let: { a: '$a' }, pipeline: [{ $match: { $expr: { $eq: ['$k', '$$a'] } } }], as: 'o' }, [{ _id: 1, a: 1, o: [X] }], { collections: OTHERS }],
    [ONE, { from: 'others', pipeline: [{ $match: { k: 2 } }, { $project: { _id: 0, v: 1 } }], as: 'o' }, [{ _id: 1, a: 1, o: [{ v: 'y' }] }], { collections: OTHERS }],
    [ONE, { pipeline: [{ $documents: [{ z: 1 }] }], as: 'o' }, [{ _id: 1, a: 1, o: [{ z: 1 }] }], { collections: OTHERS }],
    [ONE, { from: 'others', localField: 'a', foreignField: 'k' }, refused(9, 40414)],
    [ONE, { from: 'others', localField: 'a', as: 'o' }, refused(9)],
    [ONE, { from: 'others', foreignField: 'a', as: 'o' }, refused(9)],
    [ONE, { localField: 'a', foreignField: 'k', as: 'o' }, refused(9)],
    [ONE, { from: 5, localField: 'a', foreignField: 'k', as: 'o' }, refused(9, 14)],
    [ONE, { from: 'others', localField: 'a', foreignField: 'k', as: '$o' }, refused(16410)],
    [ONE, { from: 'others', pipeline: [{ $out: 'x' }], as: 'o' }, refused(51047, 40600)],
    [ONE, { from: 'others', pipeline: 5, as: 'o' }, refused(14, 40321)],
    [ONE, { from: 'others', localField: 'a', foreignField: 'k', as: 'o', bogus: 1 }, refused(9, 40415)],
    [ONE, 5, refused(9, 40319)],
  ],
  $graphLookup: [
    [[{ _id: 1, s: 'c' }], { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g' },
      [{ _id: 1, s: 'c', g: ['a', 'b', 'c'] }], { collections: TREE, after: [{ $set: { g: { $sortArray: { input: '$g.n', sortBy: 1 } } } }] }],
    [[{ _id: 1, s: 'c' }], { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', maxDepth: 1 },
      [{ _id: 1, s: 'c', g: ['b', 'c'] }], { collections: TREE, after: [{ $set: { g: { $sortArray: { input: '$g.n', sortBy: 1 } } } }] }],
    [[{ _id: 1, s: 'b' }], { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', depthField: 'd', maxDepth: 0 },
      [{ _id: 1, s: 'b', g: [{ _id: 1, n: 'b', up: 'a', d: 0n }] }], { collections: TREE }],
    [[{ _id: 1, s: 'a' }], { from: 'tree', startWith: '$s', connectFromField: 'n', connectToField: 'up', as: 'g', restrictSearchWithMatch: { n: { $ne: 'd' } } },
      [{ _id: 1, s: 'a', g: ['b', 'c'] }], { collections: TREE, after: [{ $set: { g: { $sortArray: { input: '$g.n', sortBy: 1 } } } }] }],
    [[{ _id: 1, s: 'zzz' }], { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g' }, [{ _id: 1, s: 'zzz', g: [] }], { collections: TREE }],
    [[{ _id: 1, s: ['a', 'd'] }], { from: 'tree', startWith: '$s', connectFromField: 'no', connectToField: 'n', as: 'g' },
      [{ _id: 1, s: ['a', 'd'], g: ['a', 'd'] }], { collections: TREE, after: [{ $set: { g: { $sortArray: { input: '$g.n', sortBy: 1 } } } }] }],
    [ONE, { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n' }, refused(40105)],
    [ONE, { from: 'tree', connectFromField: 'up', connectToField: 'n', as: 'g' }, refused(40105)],
    [ONE, { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', maxDepth: -1 }, refused(40101)],
    [ONE, { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', maxDepth: 'x' }, refused(40100)],
    [ONE, { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', maxDepth: 1.5 }, refused(40102)],
    [ONE, { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', bogus: 1 }, refused(40104)],
    [ONE, { from: 'tree', startWith: '$s', connectFromField: 'up', connectToField: 'n', as: 'g', restrictSearchWithMatch: 5 }, refused(40185)],
    [ONE, 5, refused(40327, 9)],
  ],
  $unionWith: [
    [ONE, 'others', [{ _id: 1, a: 1 }, X, { _id: 1, k: 2, v: 'y' }, { _id: 2, k: [1, 3] }, { _id: 3 }], { collections: OTHERS }],
    [ONE, { coll: 'others', pipeline: [{ $match: { k: 2 } }] }, [{ _id: 1, a: 1 }, { _id: 1, k: 2, v: 'y' }], { collections: OTHERS }],
    [ONE, { coll: 'nothing' }, [{ _id: 1, a: 1 }], { collections: OTHERS }],
    [ONE, { pipeline: [{ $documents: [{ z: 1 }] }] }, [{ _id: 1, a: 1 }, { z: 1 }], { collections: OTHERS }],
    [ONE, { coll: 'others', pipeline: [{ $count: 'n' }] }, [{ _id: 1, a: 1 }, { n: 4 }], { collections: OTHERS }],
    [ONE, 5, refused(9)],
    [ONE, {}, refused(9, 40414)],
    [ONE, { coll: 'others', pipeline: [{ $out: 'x' }] }, refused()],
    [ONE, { coll: 'others', bogus: 1 }, refused(40415, 9)],
  ],
  $out: [
    [ONE, 'made', [{ _id: 1, a: 1 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 2 }, { _id: 1 }], 'made', [{ _id: 1 }, { _id: 2 }], { collections: { made: [] }, then: 'made' }],
    [[], 'made', [], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [ONE, { db: 'pocketmongo_other', coll: 'made' }, [], { after: [] }],
    [[{ _id: 1 }, { _id: 1 }], 'made', refused(11000), { collections: { made: [] } }],
    [ONE, 5, refused(16990, 14)],
    [ONE, '', refused()],
    [ONE, '$bad', refused(17385, 73)],
    [ONE, 'made', refused(40601), { after: [{ $limit: 1 }] }],
  ],
  $merge: [
    [[{ _id: 0, a: 9 }, { _id: 5, a: 5 }], { into: 'made' }, [{ _id: 0, old: 1, a: 9 }, { _id: 5, a: 5 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0, a: 9 }], 'made', [{ _id: 0, old: 1, a: 9 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0, a: 9 }], { into: 'made', whenMatched: 'replace' }, [{ _id: 0, a: 9 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0, a: 9 }], { into: 'made', whenMatched: 'keepExisting' }, [{ _id: 0, old: 1 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0, a: 9 }], { into: 'made', whenMatched: 'fail' }, refused(11000), { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0, a: 9 }], { into: 'made', whenMatched: [{ $set: { sum: { $add: ['$old', '$$new.a'] } } }] }, [{ _id: 0, old: 1, sum: 10 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0, a: 9 }], { into: 'made', let: { x: '$a' }, whenMatched: [{ $set: { x: '$$x' } }] }, [{ _id: 0, old: 1, x: 9 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 5, a: 9 }], { into: 'made', whenNotMatched: 'discard' }, [{ _id: 0, old: 1 }], { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 5, a: 9 }], { into: 'made', whenNotMatched: 'fail' }, refused(13113), { collections: { made: [{ old: 1 }] }, then: 'made' }],
    [[{ _id: 0 }], { into: 'made', on: 'a' }, refused(51183), { collections: { made: [{ old: 1 }] } }],
    [[{ _id: 0 }], { into: 'made', whenMatched: 'bogus' }, refused(2, 9)],
    [[{ _id: 0 }], { into: 'made', bogus: 1 }, refused(40415)],
    [[{ _id: 0 }], {}, refused(40414)],
    [[{ _id: 0 }], 5, refused(51182)],
    [[{ _id: 0 }], 'made', refused(40601), { after: [{ $limit: 1 }] }],
  ],
  $indexStats: [
    [[], {}, [{ name: '_id_', key: { _id: 1 } }], { over: 'others', collections: OTHERS, after: [{ $project: { name: 1, key: 1 } }] }],
    [[], {}, [{ n: 1 }], { over: 'others', collections: OTHERS, after: [{ $count: 'n' }] }],
    [[], {}, [{ x: '_id_' }], { over: 'others', collections: OTHERS, after: [{ $match: { name: '_id_' } }, { $project: { x: '$name', _id: 0 } }] }],
    [[], 5, refused(28803), { over: 'others', collections: OTHERS }],
    [[], { a: 1 }, refused(28803), { over: 'others', collections: OTHERS }],
    [[], {}, refused(40602), { over: 'others', collections: OTHERS, before: [{ $limit: 1 }] }],
  ],
  $listLocalSessions: [
    [[], {}, [{ ok: 1 }], { after: [{ $limit: 1 }, { $project: { _id: 0, ok: { $literal: 1 } } }] }],
    [[], { allUsers: true }, [{ ok: 1 }], { after: [{ $limit: 1 }, { $project: { _id: 0, ok: { $literal: 1 } } }] }],
    [[], {}, [{ i: 'object' }], { after: [{ $limit: 1 }, { $project: { _id: 0, i: { $type: '$_id' } } }] }],
    [[], 5, refused()],
    [[], { bogus: 1 }, refused()],
    [[], {}, refused(40602), { before: [{ $limit: 1 }] }],
  ],
  $listSessions: [
    [[], {}, refused(73), { over: 'others', collections: OTHERS }],
  ],
  $planCacheStats: [
    [[], {}, [], { over: 'others', collections: OTHERS, after: [{ $match: { never: 1 } }] }],
    [[], 5, refused(28803), { over: 'others', collections: OTHERS }],
    [[], { bogus: 1 }, refused(28803, 40415), { over: 'others', collections: OTHERS }],
    [[], {}, refused(40602), { over: 'others', collections: OTHERS, before: [{ $limit: 1 }] }],
    [[], [], refused(28803), { over: 'others', collections: OTHERS }],
  ],
  $collStats: [
    [[], { count: {} }, [{ n: 4 }], { ...STATS, after: [{ $project: { _id: 0, n: { $toInt: '$count' } } }] }],
    [[], { storageStats: {} }, [{ n: 4 }], { ...STATS, after: [{ $project: { _id: 0, n: { $toInt: '$storageStats.count' } } }] }],
    [[], {}, [{ ns: 'string', at: 'date' }], { ...STATS, after: [{ $project: { _id: 0, ns: { $type: '$ns' }, at: { $type: '$localTime' } } }] }],
    [[], 5, refused(), STATS],
    [[], { bogus: 1 }, refused(), STATS],
    [[], { count: {} }, refused(40602), { ...STATS, before: [{ $limit: 1 }] }],
  ],
  $geoNear: [
    [[], { near: at(0), distanceField: 'd' }, [{ i: 0 }, { i: 1 }, { i: 2 }], PLACES],
    [[], { near: at(9), distanceField: 'd' }, [{ i: 2 }, { i: 1 }, { i: 0 }], PLACES],
    [[], { near: at(0), distanceField: 'd', query: { k: 1 } }, [{ i: 1 }], PLACES],
    [[], { near: at(0), distanceField: 'd', maxDistance: 600_000 }, [{ i: 0 }, { i: 1 }], PLACES],
    [[], { near: at(0), distanceField: 'd', minDistance: 200_000 }, [{ i: 1 }, { i: 2 }], PLACES],
    [[], { near: at(0), distanceField: 'd', key: 'l' }, [{ i: 0 }, { i: 1 }, { i: 2 }], PLACES],
    [[], { near: at(1), distanceField: 'd', maxDistance: 1 }, [{ _id: 0, l: at(1), d: dbl(0) }], { ...PLACES, after: [] }],
    [[], { near: at(1), distanceField: 'd.e', maxDistance: 1, includeLocs: 'p' }, [{ d: { e: dbl(0) }, p: at(1) }], { ...PLACES, after: [{ $project: { _id: 0, d: 1, p: 1 } }] }],
    [[], { distanceField: 'd' }, refused(5860400), PLACES],
    [[], { near: at(0) }, refused(), PLACES],
    [[], { near: at(0), distanceField: 5 }, refused(), PLACES],
    [[], { near: at(0), distanceField: 'd', maxDistance: -1 }, refused(), PLACES],
    [[], 5, refused(), PLACES],
    [[], { near: at(0), distanceField: 'd' }, refused(), { ...PLACES, before: [{ $limit: 1 }] }],
    [[], { near: at(0), distanceField: 'd' }, refused(27), { over: 'others', collections: OTHERS }],
  ],
}); // prettier-ignore

/** Stages for other kinds of servers: refused, with their name. */
export const refusedStages = stages(
  'refused',
  Object.fromEntries(
    '$listSampledQueries $shardedDataDistribution $search $searchMeta $vectorSearch $listSearchIndexes $currentOp'
      .split(' ')
      .map((name) => [name, [[ONE, { bogus: 5 }, refused()]] as const]),
  ),
);
