/** The codes of refusals of an operator's form. */
export interface ParameterCodes {
  /** Not a document. */
  form: number;
  unknown: number;
  missing: Readonly<Record<string, number>>;
}

const codes = (form: number, unknown: number, missing: Readonly<Record<string, number>>): ParameterCodes => ({
  form,
  unknown,
  missing,
});

const GENERAL = codes(28646, 28647, { input: 28648, cond: 28650 });
const N = codes(5787801, 5787901, { n: 5787906, input: 5787907 });
const TOP = codes(5788001, 5788002, { n: 5788003, output: 5788004, sortBy: 5788005 });
const TRIM = codes(50696, 50694, { input: 50695 });
const REGEX = codes(51103, 31024, { input: 31022, regex: 31023 });
const REPLACE = codes(51751, 51750, { input: 51749, find: 51748, replacement: 51747 });
const ADD = codes(5166400, 5166401, { startDate: 5166402, unit: 5166402, amount: 5166402 });
const QUANTILE = codes(7429703, 40415, { input: 40414, method: 40414, p: 40414 });
const RATE = codes(9, 9, { input: 9 });
const DATE_PART = codes(40535, 40535, { date: 40539 });

const BY_OPERATOR: ReadonlyMap<string, ParameterCodes> = new Map([
  ['$map', codes(16878, 16879, { input: 16880, in: 16882 })],
  ['$reduce', codes(40075, 40076, { input: 40077, initialValue: 40078, in: 40079 })],
  ['$let', codes(16874, 16875, { vars: 16876, in: 16877 })],
  ['$zip', codes(34460, 34464, { inputs: 34465 })],
  ['$sortArray', codes(2942500, 2942501, { input: 2942502, sortBy: 2942503 })],
  ['$setField', codes(4161100, 4161101, { field: 4161102, value: 4161103, input: 4161109 })],
  ['$unsetField', codes(4161100, 4161101, { field: 4161102, input: 4161109 })],
  ['$getField', codes(3041700, 3041701, { field: 3041702, input: 3041703 })],
  ...['$firstN', '$lastN', '$maxN', '$minN'].map((name) => [name, N] as const),
  ...['$top', '$topN', '$bottom', '$bottomN'].map((name) => [name, TOP] as const),
  ['$cond', codes(17080, 17083, { if: 17080, then: 17081, else: 17082 })],
  ['$switch', codes(40060, 40067, { branches: 40068 })],
  ['a branch of $switch', codes(40062, 40063, { case: 40064, then: 40065 })],
  ...['$trim', '$ltrim', '$rtrim'].map((name) => [name, TRIM] as const),
  ...['$regexMatch', '$regexFind', '$regexFindAll'].map((name) => [name, REGEX] as const),
  ...['$replaceOne', '$replaceAll'].map((name) => [name, REPLACE] as const),
  ['$convert', codes(9, 9, { input: 9, to: 9 })],
  ['$shift', codes(9, 9, { output: 9, by: 9 })],
  ...['$expMovingAvg', '$derivative', '$integral'].map((name) => [name, RATE] as const),
  ['$dateToString', codes(18629, 18534, { date: 18628 })],
  ['$dateToParts', codes(40524, 40520, { date: 40522 })],
  ['$dateFromParts', codes(40519, 40518, {})],
  ['$dateFromString', codes(40540, 40541, { dateString: 40542 })],
  ...['$dateAdd', '$dateSubtract'].map((name) => [name, ADD] as const),
  ['$dateDiff', codes(5166301, 5166302, { startDate: 5166303, endDate: 5166304, unit: 5166305 })],
  ['$dateTrunc', codes(5439007, 5439008, { date: 5439009, unit: 5439010 })],
  ...['$median', '$percentile'].map((name) => [name, QUANTILE] as const),
  ...'$year $month $dayOfMonth $dayOfWeek $dayOfYear $hour $minute $second $millisecond $week $isoWeek $isoWeekYear $isoDayOfWeek'
    .split(' ')
    .map((name) => [name, DATE_PART] as const),
]);

/** The codes of an operator, or those that most have. */
export const parameterCodes = (name: string): ParameterCodes => BY_OPERATOR.get(name) ?? GENERAL;
