/** Names every skipped test, so that none is skipped silently, and closes with one plain line of counts. */
export default class ClosingLines {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter((test) => test.status === 'pending' || test.status === 'todo'),
    );
    for (const test of skipped) console.log(`skipped: ${[...test.ancestorTitles, test.title].join(' ')}`);
    // A file that could not even be loaded counts as one failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`\n${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}
