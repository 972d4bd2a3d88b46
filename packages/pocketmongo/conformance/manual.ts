/*
 * The operators that the MongoDB 7.0 manual lists for a single node, copied from its lists by hand, not from the server.
 * Those that the server refuses by name stand here as well: their refusal is a case.
 */
const names = (text: string): readonly string[] => text.trim().split(/\s+/);

export const MANUAL: Readonly<Record<string, readonly string[]>> = {
  query: names(`
    $eq $gt $gte $in $lt $lte $ne $nin
    $and $not $nor $or
    $exists $type
    $expr $jsonSchema $mod $regex $text $where
    $geoIntersects $geoWithin $near $nearSphere $box $center $centerSphere $geometry $maxDistance $minDistance $polygon
    $all $elemMatch $size
    $bitsAllClear $bitsAllSet $bitsAnyClear $bitsAnySet
    $comment $rand $sampleRate
  `),
  projection: names('$ $elemMatch $meta $slice'),
  update: names(`
    $currentDate $inc $min $max $mul $rename $set $setOnInsert $unset
    $ $[] $[<identifier>] $addToSet $pop $pull $push $pullAll
    $each $position $slice $sort
    $bit
  `),
  stage: names(`
    $addFields $bucket $bucketAuto $changeStream $changeStreamSplitLargeEvent $collStats $count $currentOp $densify
    $documents $facet $fill $geoNear $graphLookup $group $indexStats $limit $listLocalSessions $listSessions $lookup
    $match $merge $out $planCacheStats $project $redact $replaceRoot $replaceWith $sample $search $searchMeta
    $set $setWindowFields $skip $sort $sortByCount $unionWith $unset $unwind $vectorSearch $listSampledQueries
    $shardedDataDistribution $listSearchIndexes
  `),
  accumulator: names(`
    $accumulator $addToSet $avg $bottom $bottomN $count $first $firstN $last $lastN $max $maxN $median $mergeObjects
    $min $minN $percentile $push $stdDevPop $stdDevSamp $sum $top $topN
  `),
  window: names(`
    $addToSet $avg $bottom $bottomN $count $covariancePop $covarianceSamp $denseRank $derivative $documentNumber
    $expMovingAvg $first $firstN $integral $last $lastN $linearFill $locf $max $maxN $median $min $minN $percentile
    $push $rank $shift $stdDevPop $stdDevSamp $sum $top $topN
  `),
  expression: names(`
    $abs $add $ceil $divide $exp $floor $ln $log $log10 $mod $multiply $pow $round $sqrt $subtract $trunc
    $arrayElemAt $arrayToObject $concatArrays $filter $first $firstN $in $indexOfArray $isArray $last $lastN $map
    $maxN $minN $objectToArray $range $reduce $reverseArray $size $slice $sortArray $zip
    $bitAnd $bitNot $bitOr $bitXor
    $and $not $or
    $cmp $eq $gt $gte $lt $lte $ne
    $cond $ifNull $switch
    $accumulator $function
    $binarySize $bsonSize
    $dateAdd $dateDiff $dateFromParts $dateFromString $dateSubtract $dateToParts $dateToString $dateTrunc $dayOfMonth
    $dayOfWeek $dayOfYear $hour $isoDayOfWeek $isoWeek $isoWeekYear $millisecond $minute $month $second $toDate $week
    $year
    $literal $getField $rand $sampleRate $toHashedIndexKey
    $mergeObjects $setField $unsetField
    $allElementsTrue $anyElementTrue $setDifference $setEquals $setIntersection $setIsSubset $setUnion
    $concat $indexOfBytes $indexOfCP $ltrim $regexFind $regexFindAll $regexMatch $replaceOne $replaceAll $rtrim $split
    $strLenBytes $strLenCP $strcasecmp $substr $substrBytes $substrCP $toLower $toString $trim $toUpper
    $meta $tsIncrement $tsSecond
    $sin $cos $tan $asin $acos $atan $atan2 $asinh $acosh $atanh $sinh $cosh $tanh $degreesToRadians $radiansToDegrees
    $convert $isNumber $toBool $toDecimal $toDouble $toInt $toLong $toObjectId $type
    $avg $max $median $min $percentile $stdDevPop $stdDevSamp $sum
    $let
  `),
};
