// Prints `N passed, N failed, N skipped`: the sum of the reports vitest left in artifacts/ (see the test scripts of package.json).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../artifacts/', import.meta.url));
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  if (!/^tests-.*\.json$/.test(name)) continue;
  const report = JSON.parse(readFileSync(folder + name, 'utf8'));
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  // A file that failed as a whole (an import, a hook) may hold no test that did.
  for (const { status, assertionResults } of report.testResults) {
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) total.failed += 1;
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
